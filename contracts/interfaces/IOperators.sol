// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice Where a node is found and paid. Only logged; a reader checks all of it before it dials.
/// @param payout Whom a sale names as its host, for the tenth.
/// @param peerId The node's libp2p peer id, as the bytes of its multihash.
/// @param proof That peer's signature over `proofMessage(wallet)`, which says that it is this wallet's. No
/// chain can check it cheaply, so every reader does: an entry without a true proof is nobody's.
/// @param addresses At most four binary multiaddrs, each ending in `/p2p/` and the peer id. They are what a
/// stranger wrote: private ranges, loopback and thousands of names for one target are to be expected.
struct Entry {
    address payout;
    bytes peerId;
    bytes proof;
    bytes[] addresses;
}

/// @title Operators: the wallets behind nodes that run all the time, and how to find them.
/// @notice Anybody may join by leaving a bond, which is returned some time after leaving. Nobody owns this
/// contract: no one is removed, slashed or let in, and least bond and delay are fixed for ever.
///
/// The log is the list: the last `Described` of each wallet that has joined and not left, and every key a
/// keeper ever named, since old shares must open. Keys and wallets count from the time they say, which is a
/// delay after they appeared, so that nobody joins in order to be drawn.
interface IOperators {
    /// @notice A wallet joined.
    /// @param wallet Who joined.
    /// @param bond What was left here.
    /// @param activeFrom Since when it counts.
    event Joined(address indexed wallet, uint256 bond, uint64 activeFrom);

    /// @notice Where the node of this wallet is, from now on.
    /// @param wallet Whose entry it is.
    /// @param entry Where the node is and who is paid.
    event Described(address indexed wallet, Entry entry);

    /// @notice The wallet named another key to seal shares to. Earlier ones stay good for earlier shares.
    /// @param wallet Whose key it is.
    /// @param index How many keys the wallet named before.
    /// @param key The key.
    /// @param activeFrom Since when it counts.
    event KeyAdded(address indexed wallet, uint256 indexed index, bytes32 key, uint64 activeFrom);

    /// @notice The wallet left; its bond is free from this time.
    /// @param wallet Who left.
    /// @param freeFrom When the bond is free.
    event Left(address indexed wallet, uint64 freeFrom);

    /// @notice The bond went back.
    /// @param wallet Whose bond it was.
    /// @param to Who got it.
    /// @param bond How much.
    event Withdrawn(address indexed wallet, address indexed to, uint256 bond);

    /// @notice The bond is below the least one.
    error BondTooLow(uint256 least, uint256 paid);

    /// @notice The delay is above the greatest one allowed.
    error DelayTooLong(uint256 delay, uint256 most);

    /// @notice This wallet has joined already, or its bond of last time is not withdrawn.
    error AlreadyJoined(address wallet);

    /// @notice This wallet has not joined.
    error NotJoined(address wallet);

    /// @notice This wallet is leaving, which cannot be undone; it may join again after its withdrawal.
    error Leaving(address wallet, uint64 freeFrom);

    /// @notice The wallet has not left.
    error NotLeft(address wallet);

    /// @notice The bond is not free yet.
    error BondNotFree(uint64 freeFrom, uint256 time);

    /// @notice The receiver does not take the bond. Another one may.
    error WithdrawalRefused(address to, uint256 bond);

    /// @notice This address cannot be paid.
    error RefusedPayout(address payout);

    /// @notice A peer id has some bytes, and not too many.
    error WrongPeerId(uint256 length, uint256 most);

    /// @notice A proof has some bytes, and not too many.
    error WrongProof(uint256 length, uint256 most);

    /// @notice There are too many addresses.
    error TooManyAddresses(uint256 count, uint256 most);

    /// @notice The address at this place is too long.
    error AddressTooLong(uint256 index, uint256 length, uint256 most);

    /// @notice The address at this place does not end in `/p2p/` and the peer id.
    error AddressWithoutPeer(uint256 index);

    /// @notice A key is not all zero.
    error EmptyKey();

    /// @notice Joins, with at least the least bond.
    /// @param entry Where the node is and who is paid.
    /// @param key A keeper's key to seal shares to; zero for a node that keeps none.
    function join(Entry calldata entry, bytes32 key) external payable;

    /// @notice Replaces the entry of the caller.
    /// @param entry Where the node is and who is paid, from now on.
    function update(Entry calldata entry) external;

    /// @notice Names another key of the caller. None is ever taken back.
    /// @param key The key, not zero.
    function addKey(bytes32 key) external;

    /// @notice Ends the caller's part. The bond is free after the delay.
    function resign() external;

    /// @notice Returns the caller's bond once it is free.
    /// @param to Who gets it.
    function withdraw(address to) external;

    /// @notice The least bond.
    function leastBond() external view returns (uint256);

    /// @notice Seconds until one who joined counts, and until one who left is free.
    function delay() external view returns (uint64);

    /// @notice What is stored of an operator: all zero for who has none.
    /// @param wallet The wallet.
    /// @return bond What lies here for it.
    /// @return activeFrom Since when it counts.
    /// @return freeFrom When its bond is free; zero as long as it has not left.
    function operators(
        address wallet
    ) external view returns (uint128 bond, uint64 activeFrom, uint64 freeFrom);

    /// @notice How many keys this wallet ever named.
    /// @param wallet The wallet.
    function keyCount(address wallet) external view returns (uint256);

    /// @notice Whether this wallet counts as an operator now.
    /// @param wallet The wallet.
    function isActive(address wallet) external view returns (bool);

    /// @notice What a peer signs to say that it is the node of this wallet, here and nowhere else:
    /// `keccak256(abi.encode(keccak256("MegaBox operator"), chainId, this contract, wallet))`.
    /// @param wallet The wallet.
    function proofMessage(address wallet) external view returns (bytes32);
}
