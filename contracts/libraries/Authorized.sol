// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/src/utils/SafeTransferLib.sol";
import {IPayableToken} from "../interfaces/IPayableToken.sol";
import {Authorization, ITill} from "../interfaces/ITill.sol";

/// @title Payments by EIP-3009: what a payer signs, and how the token is made to honour it.
library Authorized {
    bytes32 private constant PURCHASE = keccak256(
        "purchase(uint256 edition,address recipient,address host,uint256 amount,bytes32 salt)"
    );
    bytes32 private constant TIP = keccak256(
        "tip(address artist,address host,uint256 amount,bytes32 salt)"
    );

    /// @dev Token, payer, times, chain and this contract as the receiver are in what the token has signed.
    function purchaseNonce(
        uint256 edition,
        address recipient,
        address host,
        uint256 amount,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(PURCHASE, edition, recipient, host, amount, salt));
    }

    /// @dev As above. Another first word, so that one is never the other.
    function tipNonce(
        address artist,
        address host,
        uint256 amount,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(TIP, artist, host, amount, salt));
    }

    /// @dev Brings the money to this contract. Whether all of it came is for the caller to see.
    function collect(address token, Authorization calldata signed, bytes32 nonce) internal {
        if (signed.signature.length == 65 && _byAccount(token, signed, nonce)) return;
        if (!_byWallet(token, signed, nonce)) _explain(token, signed, nonce);
    }

    /// @dev The form all such tokens know.
    function _byAccount(
        address token,
        Authorization calldata signed,
        bytes32 nonce
    ) private returns (bool) {
        bytes calldata signature = signed.signature;
        try
            IPayableToken(token).receiveWithAuthorization(
                signed.from,
                address(this),
                signed.amount,
                signed.validAfter,
                signed.validBefore,
                nonce,
                uint8(signature[64]),
                bytes32(signature[:32]),
                bytes32(signature[32:64])
            )
        {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev The form for contract wallets. Some sign with 65 bytes too, so it is tried after the other.
    function _byWallet(
        address token,
        Authorization calldata signed,
        bytes32 nonce
    ) private returns (bool) {
        try
            IPayableToken(token).receiveWithAuthorization(
                signed.from,
                address(this),
                signed.amount,
                signed.validAfter,
                signed.validBefore,
                nonce,
                signed.signature
            )
        {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Says what is wrong in words of our own: tokens say it in theirs, or not at all.
    function _explain(address token, Authorization calldata signed, bytes32 nonce) private view {
        if (block.timestamp <= signed.validAfter) {
            revert ITill.AuthorizationEarly(signed.validAfter, block.timestamp);
        }
        if (block.timestamp >= signed.validBefore) {
            revert ITill.AuthorizationExpired(signed.validBefore, block.timestamp);
        }
        if (_used(token, signed.from, nonce)) revert ITill.AuthorizationUsed(signed.from, nonce);
        uint256 held = SafeTransferLib.balanceOf(token, signed.from);
        if (held < signed.amount) {
            revert ITill.BalanceTooLow(token, signed.from, signed.amount, held);
        }
        revert ITill.AuthorizationRefused(token, signed.from, nonce);
    }

    /// @dev A token without authorisations answers with an error, or with nothing that could be decoded.
    function _used(address token, address from, bytes32 nonce) private view returns (bool) {
        (bool answered, bytes memory answer) = token.staticcall(
            abi.encodeCall(IPayableToken.authorizationState, (from, nonce))
        );
        return answered && answer.length == 32 && uint256(bytes32(answer)) == 1;
    }
}
