// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice What a payer signed with an EIP-3009 token instead of sending a transaction. Anybody may carry it
/// here. Nobody can make something else of it: the nonce that was signed is computed from what it pays for.
/// @param from Who pays.
/// @param amount What is paid, in the token's smallest unit.
/// @param validAfter The second after which it may be used.
/// @param validBefore The second before which it may be used.
/// @param salt Any number the payer has not used for the very same payment before.
/// @param signature Over EIP-3009's `ReceiveWithAuthorization`, with this contract as the receiver. Of an
/// account `r || s || v`; of a contract wallet whatever it accepts under ERC-1271.
struct Authorization {
    address from;
    uint256 amount;
    uint256 validAfter;
    uint256 validBefore;
    bytes32 salt;
    bytes signature;
}

/// @title Till: where tokens change hands.
/// @notice A share that a token will not bring to its payee, as with a wallet on a blacklist, waits here for
/// that payee alone. Nothing else is kept: the tokens held here are what is owed. Every transfer is checked
/// against the balances, so tokens that take a fee or bring more or less than they say cannot be used.
interface ITill {
    /// @notice The token refused this share; it waits for its payee.
    /// @param token The token that refused.
    /// @param payee Who may claim it.
    /// @param amount The share, in the smallest unit.
    event Owed(address indexed token, address indexed payee, uint256 amount);

    /// @notice A payee took what was waiting.
    /// @param token The token it was paid in.
    /// @param payee Who claimed it.
    /// @param amount What was paid.
    event Claimed(address indexed token, address indexed payee, uint256 amount);

    /// @notice There is no token at this address that could be paid with.
    error RefusedCurrency(address currency);

    /// @notice The payer has less than is to be paid.
    error BalanceTooLow(address token, address payer, uint256 asked, uint256 held);

    /// @notice The payer allows this contract less than is to be paid.
    error AllowanceTooLow(address token, address payer, uint256 asked, uint256 allowed);

    /// @notice The token refuses to move the payer's money, though there is enough of it.
    error TransferRefused(address token, address payer, uint256 asked);

    /// @notice The token moved something else than it was asked to. Tokens that take a fee cannot be used.
    error InexactTransfer(address token, address wallet, uint256 expected, uint256 found);

    /// @notice The authorisation is valid only later.
    error AuthorizationEarly(uint256 validAfter, uint256 time);

    /// @notice The authorisation is no longer valid.
    error AuthorizationExpired(uint256 validBefore, uint256 time);

    /// @notice The authorisation was used or cancelled before.
    error AuthorizationUsed(address from, bytes32 nonce);

    /// @notice The token does not accept the authorisation: it was signed for another purpose, amount,
    /// contract or chain, or by somebody else; or the token knows no authorisations.
    error AuthorizationRefused(address token, address from, bytes32 nonce);

    /// @notice A transfer failed and had too little gas to tell a refusal from starvation.
    error TooLittleGas(uint256 needed, uint256 left);

    /// @notice Nothing waits for this payee.
    error NothingOwed(address token, address payee);

    /// @notice Only this contract may call this, and it calls nothing but itself with it.
    error OnlyItself(address caller);

    /// @notice Pays out all that waits for the caller in this token.
    /// @param token The token to be paid in.
    /// @return amount What was paid.
    function claim(address token) external returns (uint256 amount);

    /// @notice What waits for a payee in a token.
    /// @param token The token.
    /// @param payee Who may claim it.
    function owed(address token, address payee) external view returns (uint256);

    /// @notice Moves tokens and checks that they arrived. A call of its own, so that a transfer
    /// that went wrong can be undone without undoing the sale. Callable by this contract only. (Its name
    /// sorts it to the front of the selectors, where a call is cheapest.)
    /// @param token The token.
    /// @param from This contract, or the payer: the caller of the sale.
    /// @param to Who is paid.
    /// @param amount What must arrive, to the unit.
    function pushThrough(address token, address from, address to, uint256 amount) external;
}
