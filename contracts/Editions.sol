// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC1155} from "solady/src/tokens/ERC1155.sol";
import {IReleases, Terms} from "./interfaces/IReleases.sol";
import {Ids} from "./libraries/Ids.sol";
import {Split} from "./libraries/Split.sol";
import {TermsRules} from "./libraries/TermsRules.sol";
import {Lock} from "./Lock.sol";

/// @title The part of `IReleases` that knows no money: what is on sale, who holds copies, and since when.
abstract contract Editions is IReleases, Lock, ERC1155 {
    /// @dev What is kept of an edition: one slot. The terms themselves come with each sale.
    struct Edition {
        address artist;
        uint16 royaltyBps;
        uint64 sold;
        bool closed;
    }

    uint256 private constant LONGEST_URI = 512;

    /// @inheritdoc IReleases
    mapping(uint256 edition => Edition) public override editions;

    /// @inheritdoc IReleases
    mapping(bytes32 release => bool) public override retired;

    /// @inheritdoc IReleases
    mapping(address wallet => uint64) public override devicesValidFrom;

    // --- The artist ---

    /// @inheritdoc IReleases
    function mint(Terms calldata terms) external nonReentrant returns (uint256 edition) {
        if (msg.sender != terms.artist) revert NotArtist(terms.artist, msg.sender);
        TermsRules.check(terms);
        bytes32 release = _unretired(msg.sender, terms.salt);
        edition = Ids.edition(terms);
        Edition storage kept = editions[edition];
        if (kept.artist != address(0)) revert AlreadyMinted(edition);

        kept.artist = msg.sender;
        kept.royaltyBps = terms.royaltyBps;
        emit Minted(release, edition, msg.sender, terms);
    }

    /// @inheritdoc IReleases
    function revise(bytes32 salt, bytes32 manifest) external {
        emit Revised(_unretired(msg.sender, salt), msg.sender, salt, manifest);
    }

    /// @inheritdoc IReleases
    function describe(uint256 edition, string calldata where) external {
        uint256 length = bytes(where).length;
        if (length > LONGEST_URI) revert TooLong(length, LONGEST_URI);
        _checkArtist(_minted(edition));
        emit URI(where, edition);
    }

    /// @inheritdoc IReleases
    function close(uint256 edition) external nonReentrant {
        Edition storage kept = _open(edition);
        _checkArtist(kept);

        kept.closed = true;
        emit Closed(edition, msg.sender);
    }

    /// @inheritdoc IReleases
    function retire(bytes32 salt) external nonReentrant {
        bytes32 release = _unretired(msg.sender, salt);

        retired[release] = true;
        emit Retired(release, msg.sender, salt);
    }

    /// @inheritdoc IReleases
    function revokeKey(bytes32 key) external {
        emit KeyRevoked(msg.sender, key);
    }

    // --- The listener ---

    /// @inheritdoc IReleases
    function revokeDevices() external {
        uint64 now_ = uint64(block.timestamp);
        devicesValidFrom[msg.sender] = now_;
        emit DevicesRevoked(msg.sender, now_);
    }

    // --- Anybody who asks ---

    /// @inheritdoc IReleases
    function access(
        address account,
        Terms calldata terms
    ) external view returns (bytes32 release, uint256 copies, uint64 validFrom) {
        release = Ids.release(terms.artist, terms.salt);
        copies = balanceOf(account, Ids.edition(terms));
        validFrom = devicesValidFrom[account];
    }

    /// @inheritdoc IReleases
    function releaseId(address artist, bytes32 salt) external view returns (bytes32) {
        return Ids.release(artist, salt);
    }

    /// @inheritdoc IReleases
    function editionId(Terms calldata terms) external pure returns (uint256) {
        return Ids.edition(terms);
    }

    /// @inheritdoc IReleases
    function royaltyInfo(
        uint256 edition,
        uint256 salePrice
    ) external view returns (address receiver, uint256 royalty) {
        Edition storage kept = editions[edition];
        return (kept.artist, Split.royalty(salePrice, kept.royaltyBps));
    }

    /// @notice ERC-1155 metadata: empty. Storing it would cost every artist a slot; it is to be told by the
    /// standard's `URI` event, which marketplaces read.
    function uri(uint256) public pure override returns (string memory) {
        return "";
    }

    /// @inheritdoc IReleases
    function contractURI() external pure returns (string memory) {
        return 'data:application/json;utf8,{"name":"MegaBox"}';
    }

    /// @notice ERC-165: ERC-165, ERC-1155 with its metadata, and ERC-2981.
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == this.royaltyInfo.selector || super.supportsInterface(interfaceId);
    }

    // --- For whoever sells ---

    /// @dev Whether this sale can be; then it is counted. All of it is settled before anybody is called.
    function _admit(
        Terms calldata terms,
        address host,
        uint256 paid
    ) internal returns (uint256 edition, bytes32 release) {
        if (paid < terms.price) revert Underpaid(terms.price, paid);
        _checkHost(host);
        release = _unretired(terms.artist, terms.salt);
        edition = Ids.edition(terms);
        _count(_open(edition), edition, terms.cap);
    }

    /// @dev A recipient that refuses its copy undoes the sale.
    function _hand(address recipient, uint256 edition) internal {
        bytes memory nothing;
        _mint(recipient, edition, 1, nothing);
    }

    // --- Checks ---

    /// @dev The release, unless its artist ended it.
    function _unretired(address artist, bytes32 salt) private view returns (bytes32 release) {
        release = Ids.release(artist, salt);
        if (retired[release]) revert ReleaseRetired(release);
    }

    /// @dev The edition, unless it was never minted.
    function _minted(uint256 edition) private view returns (Edition storage kept) {
        kept = editions[edition];
        if (kept.artist == address(0)) revert NotMinted(edition);
    }

    /// @dev The edition, unless it was never minted or its artist ended it.
    function _open(uint256 edition) private view returns (Edition storage kept) {
        kept = editions[edition];
        (address artist, bool closed) = (kept.artist, kept.closed); // One read for both questions.
        if (artist == address(0)) revert NotMinted(edition);
        if (closed) revert EditionClosed(edition);
    }

    function _checkArtist(Edition storage kept) private view {
        if (msg.sender != kept.artist) revert NotArtist(kept.artist, msg.sender);
    }

    /// @dev A tenth paid to this contract would stay here for ever.
    function _checkHost(address host) internal view {
        if (host == address(this)) revert RefusedHost(host);
    }

    /// @dev An open edition is not counted: that would cost each of its buyers a write.
    function _count(Edition storage kept, uint256 edition, uint32 cap) private {
        if (cap == 0) return;
        if (kept.sold >= cap) revert SoldOut(edition, cap);
        ++kept.sold;
    }
}
