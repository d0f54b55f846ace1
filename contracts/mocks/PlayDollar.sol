// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "solady/src/tokens/ERC20.sol";
import {SignatureCheckerLib} from "solady/src/utils/SignatureCheckerLib.sol";

/// @title Play money for development chains: a dollar anybody may make, with the signatures of the real ones,
/// EIP-2612 and EIP-3009. It cannot be deployed where money is real.
contract PlayDollar is ERC20 {
    /// @notice EIP-3009: this nonce is spent.
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);

    /// @notice EIP-3009: this nonce was given up.
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

    /// @notice This chain is none to play on.
    error NoDevelopmentChain(uint256 chainId);

    /// @notice Only the receiver may carry out this transfer.
    error CallerNotReceiver(address to, address caller);

    /// @notice The authorisation holds only between these times.
    error NotNow(uint256 validAfter, uint256 validBefore);

    /// @notice The authorisation was used or cancelled.
    error NonceSpent(address authorizer, bytes32 nonce);

    /// @notice Somebody else signed, or something else.
    error WrongSignature(address authorizer);

    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL = keccak256(
        "CancelAuthorization(address authorizer,bytes32 nonce)"
    );

    /// @notice EIP-3009: whether a nonce was used or cancelled.
    mapping(address authorizer => mapping(bytes32 nonce => bool)) public authorizationState;

    constructor() {
        if (block.chainid != 31337 && block.chainid != 1337)
            revert NoDevelopmentChain(block.chainid);
    }

    /// @notice Makes play money out of nothing.
    function give(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice EIP-3009, signed by an account.
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
    ) external {
        bytes32 hash = _receiving(from, to, value, validAfter, validBefore, nonce);
        if (from == address(0) || ecrecover(hash, v, r, s) != from) revert WrongSignature(from);
        _transfer(from, to, value);
    }

    /// @notice EIP-3009, signed by an account or by a contract wallet (ERC-1271).
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) public virtual {
        bytes32 hash = _receiving(from, to, value, validAfter, validBefore, nonce);
        if (!SignatureCheckerLib.isValidSignatureNowCalldata(from, hash, signature)) {
            revert WrongSignature(from);
        }
        _transfer(from, to, value);
    }

    /// @notice EIP-3009: gives up a nonce that was signed.
    function cancelAuthorization(
        address authorizer,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        bytes32 hash = _typed(keccak256(abi.encode(CANCEL, authorizer, nonce)));
        if (authorizer == address(0) || ecrecover(hash, v, r, s) != authorizer) {
            revert WrongSignature(authorizer);
        }
        if (authorizationState[authorizer][nonce]) revert NonceSpent(authorizer, nonce);
        authorizationState[authorizer][nonce] = true;
        emit AuthorizationCanceled(authorizer, nonce);
    }

    function name() public pure override returns (string memory) {
        return "Play Dollar";
    }

    function symbol() public pure override returns (string memory) {
        return "PLAY";
    }

    /// @notice As the real ones: a millionth is the least.
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @dev Spends the nonce; gives what must have been signed.
    function _receiving(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce
    ) private returns (bytes32) {
        if (to != msg.sender) revert CallerNotReceiver(to, msg.sender);
        if (block.timestamp <= validAfter || block.timestamp >= validBefore) {
            revert NotNow(validAfter, validBefore);
        }
        if (authorizationState[from][nonce]) revert NonceSpent(from, nonce);
        authorizationState[from][nonce] = true;
        emit AuthorizationUsed(from, nonce);
        return
            _typed(keccak256(abi.encode(RECEIVE, from, to, value, validAfter, validBefore, nonce)));
    }

    /// @dev EIP-712, in the domain of EIP-2612.
    function _typed(bytes32 structHash) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR(), structHash));
    }
}
