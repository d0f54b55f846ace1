// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What is asked of a token.
/// @notice Parts of ERC-20, EIP-2612 and EIP-3009.
interface IPayableToken {
    /// @notice ERC-20: moves tokens of the caller.
    /// @param to Who gets them.
    /// @param amount How many.
    function transfer(address to, uint256 amount) external returns (bool);

    /// @notice ERC-20: what `spender` may still take from `owner`.
    /// @param owner Whose they are.
    /// @param spender Who may take them.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice EIP-2612: an allowance by signature.
    /// @param owner Who signed.
    /// @param spender Who may take them.
    /// @param value How many.
    /// @param deadline Until when the signature holds.
    /// @param v Of the signature.
    /// @param r Of the signature.
    /// @param s Of the signature.
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice EIP-3009: a transfer by signature that only its receiver can carry out.
    /// @param from Who signed.
    /// @param to Who gets them, and calls.
    /// @param value How many.
    /// @param validAfter The second after which it holds.
    /// @param validBefore The second before which it holds.
    /// @param nonce What is spent once.
    /// @param v Of the signature.
    /// @param r Of the signature.
    /// @param s Of the signature.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice EIP-3009 as USDC extends it: the signature may be that of a contract wallet.
    /// @param from Who signed.
    /// @param to Who gets them, and calls.
    /// @param value How many.
    /// @param validAfter The second after which it holds.
    /// @param validBefore The second before which it holds.
    /// @param nonce What is spent once.
    /// @param signature Of an account, or what a contract wallet accepts.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice EIP-3009: whether this nonce was used or cancelled.
    /// @param authorizer Who signed.
    /// @param nonce What was signed.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
}
