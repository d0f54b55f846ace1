// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IPayableToken} from "../interfaces/IPayableToken.sol";

/// @title Calls whose failure is an answer, with bounded gas. What is answered is never copied: it may be
/// large on purpose.
library TokenCalls {
    /// @dev Whether the token moved its caller's money. Some tokens answer nothing when all is well.
    function transfer(
        address token,
        address to,
        uint256 amount,
        uint256 gas_
    ) internal returns (bool done) {
        done = plain(token, abi.encodeCall(IPayableToken.transfer, (to, amount)), gas_);
        assembly ("memory-safe") {
            if returndatasize() {
                done := and(done, and(gt(returndatasize(), 0x1f), eq(mload(0x00), 1)))
            }
        }
    }

    /// @dev Whether the call came back. Its first word of answer is left in scratch space.
    function plain(address to, bytes memory data, uint256 gas_) internal returns (bool done) {
        assembly ("memory-safe") {
            done := call(gas_, to, 0, add(data, 0x20), mload(data), 0x00, 0x20)
        }
    }
}
