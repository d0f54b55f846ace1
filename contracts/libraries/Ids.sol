// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IReleases, Payee, Terms} from "../interfaces/IReleases.sol";

/// @title The two ids everything is known by. Hashes are never shortened: terms that collide could be
/// ground out to cheat a collaborator.
library Ids {
    /// @dev Where the payees begin in encoded terms: behind eight words of fields and their own count.
    uint256 private constant PAYEES = 0x120;

    /// @dev Bound to the chain and to the contract it runs in, so that no sale elsewhere means anything here.
    function release(address artist, bytes32 salt) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), artist, salt));
    }

    /// @dev `keccak256(abi.encode(terms))`, without encoding again what came encoded: that would cost each
    /// buyer some 800 gas. Calldata may keep the payees anywhere, also where the hash does not look, so they
    /// must stand where the encoding puts them. Unclean high bits make another hash, which nobody minted:
    /// minting reads every field.
    /// @param payees Those of the terms, handed over because finding them costs gas too.
    function edition(
        Terms calldata terms,
        Payee[] calldata payees
    ) internal pure returns (uint256 id) {
        bool inPlace;
        assembly ("memory-safe") {
            inPlace := eq(payees.offset, add(terms, PAYEES))
            let encoded := mload(0x40) // Not allocated: nothing else needs it.
            let size := add(PAYEES, shl(6, payees.length))
            mstore(encoded, 0x20)
            calldatacopy(add(encoded, 0x20), terms, size)
            id := keccak256(encoded, add(0x20, size))
        }
        if (!inPlace) revert IReleases.MalformedTerms();
    }
}
