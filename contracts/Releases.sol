// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/src/utils/SafeTransferLib.sol";
import {Editions} from "./Editions.sol";
import {IPayableToken} from "./interfaces/IPayableToken.sol";
import {IReleases, Payee, Terms} from "./interfaces/IReleases.sol";
import {Authorization} from "./interfaces/ITill.sol";
import {Authorized} from "./libraries/Authorized.sol";
import {Ids} from "./libraries/Ids.sol";
import {Split} from "./libraries/Split.sol";
import {Till} from "./Till.sol";

/// @title Releases, as described in `IReleases`.
contract Releases is Editions, Till {
    // --- The listener ---

    /// @inheritdoc IReleases
    function purchase(
        Terms calldata terms,
        address recipient,
        address host
    ) external payable nonReentrant returns (uint256 edition) {
        if (terms.currency != address(0)) revert NotInEther(terms.currency);
        (uint256 hostPaid, uint256 side) = Split.sides(msg.value, host);

        bytes32 release;
        (edition, release) = _admit(terms, host, msg.value);
        emit Sold(edition, recipient, host, release, msg.sender, msg.value, hostPaid);
        _hand(recipient, edition);
        _pay(host, hostPaid);
        _payArtistSide(Ids.payeesOf(terms), side);
    }

    /// @inheritdoc IReleases
    function purchaseToken(
        Terms calldata terms,
        address recipient,
        address host,
        uint256 amount
    ) external payable nonReentrant returns (uint256 edition) {
        return _purchaseAllowed(terms, recipient, host, amount);
    }

    /// @inheritdoc IReleases
    function purchaseWithPermit(
        Terms calldata terms,
        address recipient,
        address host,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external payable nonReentrant returns (uint256 edition) {
        _checkCurrency(terms);
        // Whoever saw the signature may have handed it in already. The allowance decides.
        try
            IPayableToken(terms.currency).permit(
                msg.sender,
                address(this),
                amount,
                deadline,
                v,
                r,
                s
            )
        {} catch {}
        return _purchaseAllowed(terms, recipient, host, amount);
    }

    /// @inheritdoc IReleases
    function purchaseWithAuthorization(
        Terms calldata terms,
        address recipient,
        address host,
        Authorization calldata signed
    ) external payable nonReentrant returns (uint256 edition) {
        bytes32 release;
        (edition, release) = _admitIn(terms, host, signed.amount);
        bytes32 nonce = Authorized.purchaseNonce(
            edition,
            recipient,
            host,
            signed.amount,
            signed.salt
        );
        _collectSigned(terms.currency, signed, nonce);
        (address payer, uint256 amount) = (signed.from, signed.amount);
        _settle(terms, edition, release, recipient, host, payer, address(this), amount);
    }

    /// @inheritdoc IReleases
    function tip(address artist, address host) external payable nonReentrant {
        _checkTip(address(0), artist, host, msg.value);
        (uint256 hostPaid, uint256 side) = Split.sides(msg.value, host);

        emit Tipped(artist, host, msg.sender, address(0), msg.value, hostPaid);
        _pay(host, hostPaid);
        _pay(artist, side);
    }

    /// @inheritdoc IReleases
    function tipToken(
        address token,
        address artist,
        address host,
        uint256 amount
    ) external payable nonReentrant {
        _checkNoEther();
        _checkToken(token);
        _checkTip(token, artist, host, amount);
        _settleTip(token, artist, host, msg.sender, msg.sender, amount);
    }

    /// @inheritdoc IReleases
    function tipWithAuthorization(
        address token,
        address artist,
        address host,
        Authorization calldata signed
    ) external payable nonReentrant {
        _checkNoEther();
        _checkToken(token);
        _checkTip(token, artist, host, signed.amount);
        bytes32 nonce = Authorized.tipNonce(artist, host, signed.amount, signed.salt);
        _collectSigned(token, signed, nonce);
        _settleTip(token, artist, host, signed.from, address(this), signed.amount);
    }

    // --- Anybody who asks ---

    /// @inheritdoc IReleases
    function purchaseNonce(
        uint256 edition,
        address recipient,
        address host,
        uint256 amount,
        bytes32 salt
    ) external pure returns (bytes32) {
        return Authorized.purchaseNonce(edition, recipient, host, amount, salt);
    }

    /// @inheritdoc IReleases
    function tipNonce(
        address artist,
        address host,
        uint256 amount,
        bytes32 salt
    ) external pure returns (bytes32) {
        return Authorized.tipNonce(artist, host, amount, salt);
    }

    // --- Checks ---

    function _checkTip(address token, address artist, address host, uint256 paid) private view {
        if (paid == 0) revert NothingPaid();
        if (artist == address(0) || artist == address(this) || artist == token) {
            revert RefusedArtist(artist);
        }
        _checkHost(host);
        if (host != address(0) && host == token) revert RefusedHost(host);
    }

    /// @dev Ether would be lost in a sale for tokens.
    function _checkNoEther() private view {
        if (msg.value != 0) revert EtherWithTokens(msg.value);
    }

    function _checkCurrency(Terms calldata terms) private view {
        if (terms.currency == address(0)) revert NotInTokens(terms.price);
        _checkToken(terms.currency);
    }

    /// @dev As `_admit`, for tokens.
    function _admitIn(
        Terms calldata terms,
        address host,
        uint256 paid
    ) private returns (uint256 edition, bytes32 release) {
        _checkNoEther();
        _checkCurrency(terms);
        if (host == terms.currency) revert RefusedHost(host);
        return _admit(terms, host, paid);
    }

    // --- Payment in tokens ---

    function _purchaseAllowed(
        Terms calldata terms,
        address recipient,
        address host,
        uint256 amount
    ) private returns (uint256 edition) {
        bytes32 release;
        (edition, release) = _admitIn(terms, host, amount);
        _settle(terms, edition, release, recipient, host, msg.sender, msg.sender, amount);
    }

    /// @dev The host first: what a token refuses him is the artist's, and the log tells what he got.
    /// @param from Where the shares are sent from: the payer, or this contract.
    function _settle(
        Terms calldata terms,
        uint256 edition,
        bytes32 release,
        address recipient,
        address host,
        address payer,
        address from,
        uint256 paid
    ) private {
        uint256 hostPaid = _payHost(terms.currency, from, host, paid);
        emit Sold(edition, recipient, host, release, payer, paid, hostPaid);
        _hand(recipient, edition);
        _payArtistSideIn(terms.currency, from, Ids.payeesOf(terms), paid - hostPaid);
    }

    function _settleTip(
        address token,
        address artist,
        address host,
        address payer,
        address from,
        uint256 paid
    ) private {
        uint256 hostPaid = _payHost(token, from, host, paid);
        emit Tipped(artist, host, payer, token, paid, hostPaid);
        _payOrOwe(token, from, artist, paid - hostPaid);
    }

    /// @dev The part that went to the host.
    function _payHost(
        address token,
        address from,
        address host,
        uint256 paid
    ) private returns (uint256 hostPaid) {
        (hostPaid, ) = Split.sides(paid, host);
        if (!_paid(token, from, host, hostPaid)) hostPaid = 0;
    }

    /// @dev As `_payArtistSide`, in tokens.
    function _payArtistSideIn(
        address token,
        address from,
        Payee[] calldata payees,
        uint256 side
    ) private {
        uint256 rest = side;
        for (uint256 i = 1; i < payees.length; ++i) {
            Payee calldata payee = payees[i];
            uint256 share = Split.payeeShare(side, payee.bps);
            unchecked {
                rest -= share; // The parts are the whole at most, and each share is rounded down.
            }
            _payOrOwe(token, from, payee.wallet, share);
        }
        _payOrOwe(token, from, payees[0].wallet, rest);
    }

    // --- Payment in ether ---

    /// @dev The first payee takes what rounding leaves, so that the shares are the whole side to the wei.
    function _payArtistSide(Payee[] calldata payees, uint256 side) private {
        uint256 rest = side;
        for (uint256 i = 1; i < payees.length; ++i) {
            Payee calldata payee = payees[i];
            uint256 share = Split.payeeShare(side, payee.bps);
            unchecked {
                rest -= share; // The parts are the whole at most, and each share is rounded down.
            }
            _pay(payee.wallet, share);
        }
        _pay(payees[0].wallet, rest);
    }

    /// @dev A wallet gets some gas to take its money. One that fails is sent it all the same, by a contract
    /// that is made and destroyed on the spot and runs no code of the wallet. So nobody is owed anything.
    function _pay(address wallet, uint256 amount) private {
        if (amount == 0) return;
        SafeTransferLib.forceSafeTransferETH(wallet, amount, SafeTransferLib.GAS_STIPEND_NO_GRIEF);
    }
}
