// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/src/utils/SafeTransferLib.sol";
import {IPayableToken} from "./interfaces/IPayableToken.sol";
import {Authorization, ITill} from "./interfaces/ITill.sol";
import {Authorized} from "./libraries/Authorized.sol";
import {TokenCalls} from "./libraries/TokenCalls.sol";
import {Lock} from "./Lock.sol";

/// @title Till, as described in `ITill`. It does not know what is sold.
abstract contract Till is ITill, Lock {
    /// @dev What a transfer may use. More than any token we know of needs, and little enough that a payee
    /// whom a token calls cannot burn what the other payees need.
    uint256 internal constant PUSH_GAS = 250_000;

    /// @dev With this much left a transfer surely had `PUSH_GAS`: a call leaves a 64th behind, and the call
    /// itself costs something.
    uint256 internal constant ENOUGH_GAS = (PUSH_GAS * 64) / 63 + 5000;

    /// @inheritdoc ITill
    mapping(address token => mapping(address payee => uint256)) public override owed;

    /// @inheritdoc ITill
    function claim(address token) external nonReentrant returns (uint256 amount) {
        amount = owed[token][msg.sender];
        if (amount == 0) revert NothingOwed(token, msg.sender);

        owed[token][msg.sender] = 0;
        emit Claimed(token, msg.sender, amount);
        uint256 rest = SafeTransferLib.balanceOf(token, address(this)) - amount;
        if (!TokenCalls.transfer(token, msg.sender, amount, gasleft())) {
            revert TransferRefused(token, address(this), amount);
        }
        _expect(token, address(this), rest); // The rest belongs to others.
    }

    /// @inheritdoc ITill
    function pushThrough(address token, address from, address to, uint256 amount) external {
        if (msg.sender != address(this)) revert OnlyItself(msg.sender);
        uint256 expected = SafeTransferLib.balanceOf(token, to);
        if (from != to) expected += amount; // Who buys from himself has what he had.
        if (from == address(this)) SafeTransferLib.safeTransfer(token, to, amount);
        else SafeTransferLib.safeTransferFrom(token, from, to, amount);
        _expect(token, to, expected);
    }

    // --- For whoever sells ---

    /// @dev Refuses what is no token. It may also be gone since the terms were minted.
    function _checkToken(address token) internal view {
        if (token == address(this) || token.code.length == 0) revert RefusedCurrency(token);
    }

    /// @dev Whether a payment arrived to the unit. If not, nothing was moved.
    /// @param from The payer, or this contract when it has collected the money before.
    function _paid(
        address token,
        address from,
        address to,
        uint256 amount
    ) internal returns (bool done) {
        if (amount == 0) return true; // Some tokens refuse to move nothing.
        uint256 left = gasleft();
        bytes memory push = abi.encodeCall(this.pushThrough, (token, from, to, amount));
        done = TokenCalls.plain(address(this), push, PUSH_GAS);
        // Else a buyer could make a payment fail by sending too little gas with it.
        if (!done && left < ENOUGH_GAS) revert TooLittleGas(ENOUGH_GAS, left);
    }

    /// @dev Pays a share, or keeps it for the payee when the token refuses.
    function _payOrOwe(address token, address from, address payee, uint256 amount) internal {
        if (_paid(token, from, payee, amount)) return;
        if (from != address(this)) _collect(token, from, amount);
        owed[token][payee] += amount;
        emit Owed(token, payee, amount);
    }

    /// @dev Takes what the payer signed for.
    function _collectSigned(address token, Authorization calldata signed, bytes32 nonce) internal {
        uint256 expected = SafeTransferLib.balanceOf(token, address(this)) + signed.amount;
        Authorized.collect(token, signed, nonce);
        _expect(token, address(this), expected);
    }

    // --- Transfers ---

    /// @dev Takes a share into this contract. This contract refuses nothing, so if that fails it is the
    /// payer who cannot pay; and if something else arrives it is the token.
    function _collect(address token, address payer, uint256 amount) private {
        uint256 expected = SafeTransferLib.balanceOf(token, address(this)) + amount;
        if (!SafeTransferLib.trySafeTransferFrom(token, payer, address(this), amount)) {
            _explain(token, payer, amount);
        }
        _expect(token, address(this), expected);
    }

    function _expect(address token, address wallet, uint256 expected) private view {
        uint256 found = SafeTransferLib.balanceOf(token, wallet);
        if (found != expected) revert InexactTransfer(token, wallet, expected, found);
    }

    function _explain(address token, address payer, uint256 asked) private view {
        uint256 held = SafeTransferLib.balanceOf(token, payer);
        if (held < asked) revert BalanceTooLow(token, payer, asked, held);
        uint256 allowed = IPayableToken(token).allowance(payer, address(this));
        if (allowed < asked) revert AllowanceTooLow(token, payer, asked, allowed);
        revert TransferRefused(token, payer, asked);
    }
}
