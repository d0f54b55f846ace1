// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../interfaces/IReleases.sol";

/// @title The two ids everything is known by. Hashes are never shortened: terms that collide could be
/// ground out to cheat a collaborator.
library Ids {
    /// @dev Bound to the chain and to the contract it runs in, so that no sale elsewhere means anything here.
    function release(address artist, bytes32 salt) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), artist, salt));
    }

    /// @dev Encoded anew, so that two ways to write the same terms in calldata are one edition.
    function edition(Terms calldata terms) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(terms)));
    }
}
