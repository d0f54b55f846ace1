// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IReleases, Payee, Terms} from "../interfaces/IReleases.sol";

/// @title The two ids everything is known by. Hashes are never shortened: terms that collide could be
/// ground out to cheat a collaborator.
library Ids {
    /// @dev Where encoded terms say where their payees are, where these are counted, and where they begin.
    uint256 private constant POINTER = 0xe0;
    uint256 private constant COUNT = 0x100;
    uint256 private constant PAYEES = 0x120;

    /// @dev Bound to the chain and to the contract it runs in, so that no sale elsewhere means anything here.
    /// It is `keccak256(abi.encode(chainId, this contract, artist, salt))`, without keeping the encoding.
    function release(address artist, bytes32 salt) internal view returns (bytes32 id) {
        assembly ("memory-safe") {
            let encoded := mload(0x40) // Not allocated: nothing else needs it.
            mstore(encoded, chainid())
            mstore(add(encoded, 0x20), address())
            mstore(add(encoded, 0x40), shr(96, shl(96, artist)))
            mstore(add(encoded, 0x60), salt)
            id := keccak256(encoded, 0x80)
        }
    }

    /// @dev `keccak256(abi.encode(terms))`, without encoding again what came encoded: that would cost each
    /// buyer some 800 gas. Calldata may keep the payees anywhere, also where the hash does not look, so they
    /// must stand where the encoding puts them. Unclean high bits, or a count that is too large to be true,
    /// make another hash, which nobody minted: minting reads every field.
    function edition(Terms calldata terms) internal pure returns (uint256 id) {
        bool inPlace;
        assembly ("memory-safe") {
            inPlace := eq(calldataload(add(terms, POINTER)), COUNT)
            let encoded := mload(0x40) // Not allocated: nothing else needs it.
            let size := add(PAYEES, shl(6, calldataload(add(terms, COUNT))))
            mstore(encoded, 0x20)
            calldatacopy(add(encoded, 0x20), terms, size)
            id := keccak256(encoded, add(0x20, size))
        }
        if (!inPlace) revert IReleases.MalformedTerms();
    }

    /// @dev The payees of terms whose edition is known to be minted. Nothing is checked again: the hash that
    /// was minted vouches for their place and their number.
    function payeesOf(Terms calldata minted) internal pure returns (Payee[] calldata payees) {
        assembly ("memory-safe") {
            payees.offset := add(minted, PAYEES)
            payees.length := calldataload(add(minted, COUNT))
        }
    }
}
