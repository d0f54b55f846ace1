// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Entry, IOperators} from "../interfaces/IOperators.sol";

/// @title What an operator's entry must look like. Whether it is true is for its readers to find out.
library EntryRules {
    uint256 internal constant LONGEST_PEER_ID = 64;
    uint256 internal constant LONGEST_PROOF = 512;
    uint256 internal constant MOST_ADDRESSES = 4;
    uint256 internal constant LONGEST_ADDRESS = 256;

    /// @dev The code of `p2p` in a binary multiaddr, as a varint.
    bytes2 private constant P2P = 0xa503;

    function check(Entry calldata entry) internal view {
        if (entry.payout == address(0) || entry.payout == address(this)) {
            revert IOperators.RefusedPayout(entry.payout);
        }
        uint256 length = entry.peerId.length;
        if (length == 0 || length > LONGEST_PEER_ID) {
            revert IOperators.WrongPeerId(length, LONGEST_PEER_ID);
        }
        length = entry.proof.length;
        if (length == 0 || length > LONGEST_PROOF) {
            revert IOperators.WrongProof(length, LONGEST_PROOF);
        }
        _checkAddresses(entry.addresses, entry.peerId);
    }

    function _checkAddresses(bytes[] calldata addresses, bytes calldata peerId) private pure {
        uint256 count = addresses.length;
        if (count > MOST_ADDRESSES) revert IOperators.TooManyAddresses(count, MOST_ADDRESSES);
        // A peer id is shorter than 128 bytes, so its length is a varint of one byte.
        bytes32 end = keccak256(abi.encodePacked(P2P, uint8(peerId.length), peerId));
        for (uint256 i; i < count; ++i) _checkAddress(i, addresses[i], end, peerId.length + 3);
    }

    function _checkAddress(
        uint256 index,
        bytes calldata addr,
        bytes32 end,
        uint256 endLength
    ) private pure {
        uint256 length = addr.length;
        if (length > LONGEST_ADDRESS) {
            revert IOperators.AddressTooLong(index, length, LONGEST_ADDRESS);
        }
        // Nothing but its end would be no place to dial.
        if (length <= endLength || keccak256(addr[length - endLength:]) != end) {
            revert IOperators.AddressWithoutPeer(index);
        }
    }
}
