// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC1155} from "solady/src/tokens/ERC1155.sol";
import {ReentrancyGuardTransient} from "solady/src/utils/ReentrancyGuardTransient.sol";
import {SafeTransferLib} from "solady/src/utils/SafeTransferLib.sol";
import {IReleases, Payee, Terms} from "./interfaces/IReleases.sol";
import {Ids} from "./libraries/Ids.sol";
import {Split} from "./libraries/Split.sol";
import {TermsRules} from "./libraries/TermsRules.sol";

/// @title Releases, as described in `IReleases`.
contract Releases is IReleases, ERC1155, ReentrancyGuardTransient {
    /// @dev What is kept of an edition: one slot. The terms themselves come with each sale.
    struct Edition {
        address artist;
        uint16 royaltyBps;
        uint64 sold;
        bool closed;
    }

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
        Payee[] calldata payees = terms.payees;
        TermsRules.check(terms, payees);
        bytes32 release = _unretired(msg.sender, terms.salt);
        edition = Ids.edition(terms, payees);
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
    function close(uint256 edition) external nonReentrant {
        Edition storage kept = _open(edition);
        if (msg.sender != kept.artist) revert NotArtist(kept.artist, msg.sender);

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
    function purchase(
        Terms calldata terms,
        address recipient,
        address host
    ) external payable nonReentrant returns (uint256 edition) {
        if (terms.currency != address(0)) revert NotInEther(terms.currency);
        (uint256 hostPaid, uint256 side) = Split.sides(msg.value, host);
        Payee[] calldata payees = terms.payees;

        edition = _sell(terms, payees, recipient, host, msg.value, hostPaid);
        _pay(host, hostPaid);
        _payArtistSide(payees, side);
    }

    /// @inheritdoc IReleases
    function tip(address artist, address host) external payable nonReentrant {
        if (msg.value == 0) revert NothingPaid();
        if (artist == address(0) || artist == address(this)) revert RefusedArtist(artist);
        _checkHost(host);
        (uint256 hostPaid, uint256 side) = Split.sides(msg.value, host);

        emit Tipped(artist, host, msg.sender, msg.value, hostPaid);
        _pay(host, hostPaid);
        _pay(artist, side);
    }

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
        copies = balanceOf(account, Ids.edition(terms, terms.payees));
        validFrom = devicesValidFrom[account];
    }

    /// @inheritdoc IReleases
    function releaseId(address artist, bytes32 salt) external view returns (bytes32) {
        return Ids.release(artist, salt);
    }

    /// @inheritdoc IReleases
    function editionId(Terms calldata terms) external pure returns (uint256) {
        return Ids.edition(terms, terms.payees);
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

    // --- Checks ---

    /// @dev The release, unless its artist ended it.
    function _unretired(address artist, bytes32 salt) private view returns (bytes32 release) {
        release = Ids.release(artist, salt);
        if (retired[release]) revert ReleaseRetired(release);
    }

    /// @dev The edition, unless it was never minted or its artist ended it.
    function _open(uint256 edition) private view returns (Edition storage kept) {
        kept = editions[edition];
        if (kept.artist == address(0)) revert NotMinted(edition);
        if (kept.closed) revert EditionClosed(edition);
    }

    /// @dev A tenth paid to this contract would stay here for ever.
    function _checkHost(address host) private view {
        if (host == address(this)) revert RefusedHost(host);
    }

    // --- Effects ---

    /// @dev Everything of a sale but the money, whatever it is paid in. All is settled before the recipient
    /// is called, and a recipient that refuses undoes the sale.
    function _sell(
        Terms calldata terms,
        Payee[] calldata payees,
        address recipient,
        address host,
        uint256 paid,
        uint256 hostPaid
    ) private returns (uint256 edition) {
        if (paid < terms.price) revert Underpaid(terms.price, paid);
        _checkHost(host);
        bytes32 release = _unretired(terms.artist, terms.salt);
        edition = Ids.edition(terms, payees);

        _count(_open(edition), edition, terms.cap);
        emit Sold(edition, recipient, host, release, msg.sender, paid, hostPaid);
        _mint(recipient, edition, 1, "");
    }

    /// @dev An open edition is not counted: that would cost each of its buyers a write.
    function _count(Edition storage kept, uint256 edition, uint32 cap) private {
        if (cap == 0) return;
        if (kept.sold >= cap) revert SoldOut(edition, cap);
        ++kept.sold;
    }

    // --- Transfers ---

    /// @dev The first payee takes what rounding leaves, so that the shares are the whole side to the wei.
    function _payArtistSide(Payee[] calldata payees, uint256 side) private {
        uint256 rest = side;
        for (uint256 i = 1; i < payees.length; ++i) {
            uint256 share = Split.payeeShare(side, payees[i].bps);
            rest -= share;
            _pay(payees[i].wallet, share);
        }
        _pay(payees[0].wallet, rest);
    }

    /// @dev A wallet gets some gas to take its money. One that fails is sent it all the same, by a contract
    /// that is made and destroyed on the spot and runs no code of the wallet. So nobody is owed anything.
    function _pay(address wallet, uint256 amount) private {
        if (amount == 0) return;
        SafeTransferLib.forceSafeTransferETH(wallet, amount, SafeTransferLib.GAS_STIPEND_NO_GRIEF);
    }

    /// @dev The lock is transient on every chain: without EIP-1153 this contract would not run at all.
    function _useTransientReentrancyGuardOnlyOnMainnet() internal pure override returns (bool) {
        return false;
    }
}
