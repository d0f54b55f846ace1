// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "solady/src/utils/ReentrancyGuardTransient.sol";

/// @title One call at a time, all functions that share the lock together.
abstract contract Lock is ReentrancyGuardTransient {
    /// @dev The lock is transient on every chain: without EIP-1153 this contract would not run at all.
    function _useTransientReentrancyGuardOnlyOnMainnet() internal pure override returns (bool) {
        return false;
    }
}
