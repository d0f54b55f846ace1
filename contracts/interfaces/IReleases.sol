// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Authorization, ITill} from "./ITill.sol";

/// @notice One wallet of the artist's side and its part of that side.
/// @param wallet Where the money goes. Any wallet will do: one that refuses is paid all the same.
/// @param bps Its part, in the 9000 the parts of one edition add up to.
struct Payee {
    address wallet;
    uint16 bps;
}

/// @notice Everything that is agreed about one edition. It cannot be changed: other terms are another
/// edition. The contract keeps only the hash, so a buyer brings the terms along and pays for no storage.
/// @param artist The wallet that mints, closes and retires; royalties of a resale go to it.
/// @param salt sha256 over the ordered sha256 of the masters; names the release together with the artist.
/// @param manifest The sha2-256 digest of the manifest block current when the edition was minted.
/// @param currency What the price is counted in: zero is ether, anything else an ERC-20 token.
/// @param price The least that is accepted, in the currency's smallest unit. Zero: name your price.
/// @param cap How many copies there will ever be. Zero: as many as are bought.
/// @param royaltyBps The artist's part of a resale, in ten thousandths, at most 2500.
/// @param payees Who shares the artist's side, 1 to 32 wallets. The first also gets what rounding leaves.
struct Terms {
    address artist;
    bytes32 salt;
    bytes32 manifest;
    address currency;
    uint256 price;
    uint32 cap;
    uint16 royaltyBps;
    Payee[] payees;
}

/// @title Releases: music is minted, sold and resold here, and the artist is paid inside the sale.
/// @notice Nobody owns this contract. It has no switch to pause it, no fee to raise, no code to replace,
/// and it keeps no money: what a sale brings in has left again when the transaction ends, but for shares of
/// payees whom a token refuses, which wait for them.
///
/// Of every payment the host named by the buyer gets one tenth, rounded down, and the artist's side all
/// the rest; without a host the artist's side gets everything. No payee can stop a sale: a wallet that
/// refuses its ether, burns gas or calls back is sent its share without being asked; a share that a token
/// refuses to bring is kept for its payee. A host a token refuses goes without.
///
/// An edition in a token is paid by allowance, by permit (EIP-2612) or by authorisation (EIP-3009). The
/// payer is always the caller, save with an authorisation, which its payer signed for exactly that payment.
///
/// A release is `keccak256(abi.encode(chainId, this contract, artist, salt))`, computed and never chosen,
/// so nobody can mint under the id of another. An edition is `keccak256(abi.encode(terms))`, which is
/// also its ERC-1155 id; a copy of any edition is the receipt that opens the release.
///
/// What the chain proves is a wallet, not authorship. Naming yourself as the host is a discount of a
/// tenth that the artist does not pay for. Ether forced upon this contract outside of a sale is lost.
interface IReleases is ITill {
    /// @notice An edition is for sale. With its full terms this is the log a catalogue is rebuilt from.
    /// @param release What these terms sell.
    /// @param edition The hash of the terms.
    /// @param artist Who minted.
    /// @param terms All that was agreed.
    event Minted(
        bytes32 indexed release,
        uint256 indexed edition,
        address indexed artist,
        Terms terms
    );

    /// @notice The artist points the release at another manifest. Only logged: a listener of the log also
    /// checks that the release was minted and that nothing already sold was taken out of the manifest.
    /// @param release The release.
    /// @param artist Who revised it.
    /// @param salt Its salt.
    /// @param manifest The sha2-256 digest of the new manifest block.
    event Revised(bytes32 indexed release, address indexed artist, bytes32 salt, bytes32 manifest);

    /// @notice An edition has ended; its copies stay what they are.
    /// @param edition The edition.
    /// @param artist Who closed it.
    event Closed(uint256 indexed edition, address indexed artist);

    /// @notice A release has ended with all its editions; its copies stay what they are.
    /// @param release The release.
    /// @param artist Who retired it.
    /// @param salt Its salt.
    event Retired(bytes32 indexed release, address indexed artist, bytes32 salt);

    /// @notice A copy was sold.
    /// @param edition What was sold.
    /// @param recipient Who got the copy.
    /// @param host Whom the buyer named as the host; zero for nobody.
    /// @param release The release the copy opens.
    /// @param payer Who paid: the caller, or who signed.
    /// @param paid All that was paid, in the currency of the terms.
    /// @param hostPaid The part of it that went to the host; the rest went to the artist's side.
    event Sold(
        uint256 indexed edition,
        address indexed recipient,
        address indexed host,
        bytes32 release,
        address payer,
        uint256 paid,
        uint256 hostPaid
    );

    /// @notice Somebody gave without buying.
    /// @param artist Who was given to.
    /// @param host Whom the payer named as the host; zero for nobody.
    /// @param payer Who paid: the caller, or who signed.
    /// @param currency Zero for ether, else the token.
    /// @param paid All that was paid.
    /// @param hostPaid The part of it that went to the host.
    event Tipped(
        address indexed artist,
        address indexed host,
        address indexed payer,
        address currency,
        uint256 paid,
        uint256 hostPaid
    );

    /// @notice The wallet takes back what it said about a signing key.
    /// @param wallet Who takes it back.
    /// @param key The key.
    event KeyRevoked(address indexed wallet, bytes32 indexed key);

    /// @notice The wallet takes back every device delegation it signed until now.
    /// @param wallet Who takes them back.
    /// @param validFrom Delegations signed at or before this time are void.
    event DevicesRevoked(address indexed wallet, uint64 validFrom);

    /// @notice Only the artist may do this.
    error NotArtist(address artist, address caller);

    /// @notice These terms are an edition already.
    error AlreadyMinted(uint256 edition);

    /// @notice No edition has these terms, or this id. One differing field makes other terms.
    error NotMinted(uint256 edition);

    /// @notice The terms are not encoded as `abi.encode` does it.
    error MalformedTerms();

    /// @notice The artist ended this edition.
    error EditionClosed(uint256 edition);

    /// @notice The artist ended this release.
    error ReleaseRetired(bytes32 release);

    /// @notice Every copy of this edition is sold.
    error SoldOut(uint256 edition, uint256 cap);

    /// @notice The payment is below the price.
    error Underpaid(uint256 price, uint256 paid);

    /// @notice The price of this edition is not in ether.
    error NotInEther(address currency);

    /// @notice The price of this edition is in ether.
    error NotInTokens(uint256 price);

    /// @notice Ether came along with a payment in tokens.
    error EtherWithTokens(uint256 value);

    /// @notice The text is too long to be logged.
    error TooLong(uint256 length, uint256 most);

    /// @notice This address cannot be the host.
    error RefusedHost(address host);

    /// @notice This address cannot be tipped.
    error RefusedArtist(address artist);

    /// @notice A tip needs some money.
    error NothingPaid();

    /// @notice The royalty is above the greatest one allowed.
    error RoyaltyTooHigh(uint256 royaltyBps, uint256 most);

    /// @notice There must be somebody to pay, and not too many.
    error WrongPayeeCount(uint256 count, uint256 most);

    /// @notice The payee at this place is no wallet that can be paid.
    error RefusedPayee(uint256 index, address wallet);

    /// @notice The payee at this place has no share.
    error PayeeWithoutShare(uint256 index);

    /// @notice The shares add up to something else than the whole.
    error WrongShareSum(uint256 sum, uint256 whole);

    /// @notice Puts an edition on sale. To be called by the artist.
    /// @param terms All that is agreed, encoded as `abi.encode` does it.
    /// @return edition The ERC-1155 id of its copies.
    function mint(Terms calldata terms) external returns (uint256 edition);

    /// @notice Points the caller's release at another manifest.
    /// @param salt The salt of the release; the caller is its artist.
    /// @param manifest The sha2-256 digest of the new manifest block.
    function revise(bytes32 salt, bytes32 manifest) external;

    /// @notice Tells marketplaces where the metadata of an edition is, by ERC-1155's `URI` event. To be
    /// called by its artist, as often as there is something new to tell.
    /// @param edition The edition.
    /// @param where At most 512 bytes, such as `ipfs://` and the CID of a JSON file.
    function describe(uint256 edition, string calldata where) external;

    /// @notice Ends an edition for ever. To be called by its artist.
    /// @param edition The edition.
    function close(uint256 edition) external;

    /// @notice Ends the sale and the minting of the caller's release for ever, in every edition. What was
    /// sold stays sold: nothing here can take a copy back.
    /// @param salt The salt of the release; the caller is its artist.
    function retire(bytes32 salt) external;

    /// @notice Buys one copy with ether. All of it is shared out: what is above the price is a gift.
    /// @param terms The terms of the edition, exactly as minted.
    /// @param recipient Who gets the copy. A contract must accept ERC-1155 copies, or the sale is undone.
    /// @param host The node that served the listener, for a tenth; zero for none.
    /// @return edition The ERC-1155 id of the copy.
    function purchase(
        Terms calldata terms,
        address recipient,
        address host
    ) external payable returns (uint256 edition);

    /// @notice Buys one copy with tokens the caller allows this contract to move. They go from the caller
    /// to the payees without resting here.
    /// @param terms The terms of the edition, exactly as minted.
    /// @param recipient Who gets the copy.
    /// @param host The node that served the listener, for a tenth; zero for none.
    /// @param amount What is paid, at least the price. All of it is shared out.
    /// @return edition The ERC-1155 id of the copy.
    function purchaseToken(
        Terms calldata terms,
        address recipient,
        address host,
        uint256 amount
    ) external payable returns (uint256 edition);

    /// @notice Buys one copy with tokens the caller allows this contract to move by signature (EIP-2612).
    /// That somebody else handed in the signature before does no harm.
    /// @param terms The terms of the edition, exactly as minted.
    /// @param recipient Who gets the copy.
    /// @param host The node that served the listener, for a tenth; zero for none.
    /// @param amount What is paid, and allowed by the signature.
    /// @param deadline Until when the signature holds.
    /// @param v Of the signature.
    /// @param r Of the signature.
    /// @param s Of the signature.
    /// @return edition The ERC-1155 id of the copy.
    function purchaseWithPermit(
        Terms calldata terms,
        address recipient,
        address host,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external payable returns (uint256 edition);

    /// @notice Buys one copy with what somebody signed (EIP-3009). Anybody may carry it here and pay the gas;
    /// edition, recipient, host and amount are what was signed, or the token refuses.
    /// @param terms The terms of the edition, exactly as minted.
    /// @param recipient Who gets the copy.
    /// @param host The node that served the listener, for a tenth; zero for none.
    /// @param signed Signed with `purchaseNonce` of the same things as its nonce.
    /// @return edition The ERC-1155 id of the copy.
    function purchaseWithAuthorization(
        Terms calldata terms,
        address recipient,
        address host,
        Authorization calldata signed
    ) external payable returns (uint256 edition);

    /// @notice Gives ether to an artist, shared with the host as in a sale. Nothing is sold.
    /// @param artist Who is given to.
    /// @param host The node that served the listener, for a tenth; zero for none.
    function tip(address artist, address host) external payable;

    /// @notice Gives tokens the caller allows this contract to move, shared as in a sale.
    /// @param token The token.
    /// @param artist Who is given to.
    /// @param host The node that served the listener, for a tenth; zero for none.
    /// @param amount What is given.
    function tipToken(address token, address artist, address host, uint256 amount) external payable;

    /// @notice Gives tokens by what somebody signed (EIP-3009), shared as in a sale. Anybody may carry it.
    /// @param token The token.
    /// @param artist Who is given to.
    /// @param host The node that served the listener, for a tenth; zero for none.
    /// @param signed Signed with `tipNonce` of the same things as its nonce.
    function tipWithAuthorization(
        address token,
        address artist,
        address host,
        Authorization calldata signed
    ) external payable;

    /// @notice Says that the caller's wallet no longer vouches for this signing key. Only logged.
    /// @param key The ed25519 key.
    function revokeKey(bytes32 key) external;

    /// @notice Ends every device delegation the caller signed at or before the time of this block.
    function revokeDevices() external;

    /// @notice All that a keeper asks before it hands a key share to somebody.
    /// @param account Who asks for the key.
    /// @param terms The terms of the edition the account holds.
    /// @return release The release that `terms` sell.
    /// @return copies How many copies of exactly this edition the account holds.
    /// @return validFrom Device delegations signed at or before this time are void.
    function access(
        address account,
        Terms calldata terms
    ) external view returns (bytes32 release, uint256 copies, uint64 validFrom);

    /// @notice The id of a release on this chain and this contract.
    /// @param artist The artist.
    /// @param salt The salt.
    function releaseId(address artist, bytes32 salt) external view returns (bytes32);

    /// @notice The id of the edition with these terms.
    /// @param terms The terms.
    function editionId(Terms calldata terms) external pure returns (uint256);

    /// @notice The EIP-3009 nonce to sign for a purchase: `keccak256(abi.encode(keccak256("purchase(uint256
    /// edition,address recipient,address host,uint256 amount,bytes32 salt)"), edition, ..., salt))`.
    /// @param edition What is bought.
    /// @param recipient Who gets the copy.
    /// @param host Who gets the tenth.
    /// @param amount What is paid.
    /// @param salt The salt of the authorisation.
    function purchaseNonce(
        uint256 edition,
        address recipient,
        address host,
        uint256 amount,
        bytes32 salt
    ) external pure returns (bytes32);

    /// @notice The EIP-3009 nonce to sign for a tip: `keccak256(abi.encode(keccak256("tip(address
    /// artist,address host,uint256 amount,bytes32 salt)"), artist, host, amount, salt))`.
    /// @param artist Who is given to.
    /// @param host Who gets the tenth.
    /// @param amount What is given.
    /// @param salt The salt of the authorisation.
    function tipNonce(
        address artist,
        address host,
        uint256 amount,
        bytes32 salt
    ) external pure returns (bytes32);

    /// @notice What is stored of an edition: all zero when it was never minted.
    /// @param edition The id.
    /// @return artist The artist of its terms.
    /// @return royaltyBps The royalty of its terms.
    /// @return sold Copies sold, counted for capped editions only (the log counts the others for free).
    /// @return closed Whether the artist ended it.
    function editions(
        uint256 edition
    ) external view returns (address artist, uint16 royaltyBps, uint64 sold, bool closed);

    /// @notice Whether the artist ended this release.
    /// @param release The id.
    function retired(bytes32 release) external view returns (bool);

    /// @notice Device delegations this wallet signed at or before this time are void.
    /// @param wallet The wallet.
    function devicesValidFrom(address wallet) external view returns (uint64);

    /// @notice ERC-2981: what the artist asks of a resale. Rounded down.
    /// @param edition The id of the copy that is sold again.
    /// @param salePrice What is paid for it, in any currency.
    /// @return receiver Who is to get the royalty: the artist of the terms.
    /// @return royalty How much of the price, rounded down.
    function royaltyInfo(
        uint256 edition,
        uint256 salePrice
    ) external view returns (address receiver, uint256 royalty);

    /// @notice ERC-7572: the name of the collection, for marketplaces.
    function contractURI() external pure returns (string memory);
}
