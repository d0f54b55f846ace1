// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Releases} from "../../contracts/Releases.sol";
import {Payee, Terms} from "../../contracts/interfaces/IReleases.sol";
import {Puppet} from "../../contracts/mocks/Puppet.sol";
import {vm, within} from "./Vm.sol";

/// @title Everybody who might deal with `Releases`, doing anything in any order, and a ledger beside it
/// that is kept in plain arithmetic. What differs from the ledger is written down in `broken`.
contract Market {
    struct Listing {
        Terms terms;
        uint256 sold;
        bool ended;
        bool retired;
    }

    Releases public immutable releases;
    /// @notice Good wallets, bad wallets, wallets nobody has, and precompiles.
    address[] public crowd;
    Listing[] private _listings;

    /// @notice What each of the crowd should own by now.
    mapping(address wallet => uint256) public due;
    mapping(address wallet => mapping(uint256 edition => uint256)) private _copies;
    uint256 public totalPaid;
    uint256 public totalDue;
    uint256 public forced;
    uint256 public sales;
    uint256 public refusals;
    uint256 public closings;
    uint256 public retirements;
    string public broken;

    constructor() {
        releases = new Releases();
        for (uint256 mood; mood <= uint256(Puppet.Mood.Calling); ++mood) {
            crowd.push(address(new Puppet()));
            crowd.push(address(new Puppet()));
        }
        for (uint160 i = 1; i <= 10; ++i) crowd.push(address(i));
        for (uint160 i = 1; i <= 10; ++i) crowd.push(address(0xFA0000 + i));
        for (uint256 i; i < crowd.length; ++i) due[crowd[i]] = crowd[i].balance;
        _list(crowd[0], 0, 3);
        _list(crowd[22], 1000, 7);
        for (uint256 i; i < 10; ++i) _corrupt(Puppet(payable(crowd[i])), Puppet.Mood(i / 2));
    }

    // --- What people do ---

    function mint(uint256 who, uint256 price, uint256 seed) external {
        _list(_pick(who), within(price, 0, 1 ether), seed);
    }

    function buy(uint256 which, uint256 to, uint256 by, uint256 extra) public {
        Listing storage listing = _listings[which % _listings.length];
        Sale memory sale = Sale(listing.terms.price, _pick(to), _pickHost(by));
        if (which % 5 != 0) sale.paid += within(extra, 0, 10_000);
        else sale.paid = sale.paid == 0 ? 0 : sale.paid - 1;
        _buy(listing, sale);
    }

    /// @notice As `buy`, so that most of what happens are sales.
    function buyAgain(uint256 which, uint256 to, uint256 by, uint256 extra) external {
        buy(which, to, by, extra);
    }

    function tip(uint256 to, uint256 by, uint256 paid) external {
        (address artist, address host) = (_pick(to), _pickHost(by));
        paid = within(paid, 1, 10_000);
        vm.deal(address(this), paid);
        bool worked = _try(paid, abi.encodeCall(releases.tip, (artist, host)));
        if (worked == (host == address(releases))) broken = "a tip to a wrong host";
        if (worked) _owe(host, artist, paid);
    }

    function close(uint256 which, uint256 seed) external {
        Listing storage listing = _listings[which % _listings.length];
        if (seed % 4 != 0) return;
        bool worked = _tryAs(listing.terms.artist, _closing(listing.terms));
        if (worked == listing.ended && !listing.retired) broken = "closing went wrong";
        if (!worked) return;
        listing.ended = true;
        ++closings;
    }

    function retire(uint256 which, uint256 seed) external {
        Terms memory terms = _listings[which % _listings.length].terms;
        if (seed % 8 != 0) return;
        bool worked = _tryAs(terms.artist, abi.encodeCall(releases.retire, (terms.salt)));
        if (worked == _listings[which % _listings.length].retired) broken = "retiring went wrong";
        if (worked) ++retirements;
        for (uint256 i; i < _listings.length; ++i) {
            Listing storage other = _listings[i];
            if (other.terms.artist != terms.artist || other.terms.salt != terms.salt) continue;
            (other.ended, other.retired) = (true, true);
        }
    }

    function meddle(uint256 who, uint256 which, uint256 seed) external {
        Terms memory terms = _listings[which % _listings.length].terms;
        address stranger = _pick(who);
        if (stranger == terms.artist) return;
        bytes memory call =
            seed % 2 == 0 ? _closing(terms) : abi.encodeCall(releases.mint, (terms));
        if (_tryAs(stranger, call)) broken = "a stranger closed or minted";
    }

    function pushEther(uint256 amount) external {
        amount = within(amount, 1, 1000);
        forced += amount;
        vm.deal(address(releases), address(releases).balance + amount);
    }

    // --- What must be so ---

    function listings() external view returns (uint256) {
        return _listings.length;
    }

    function crowdSize() external view returns (uint256) {
        return crowd.length;
    }

    function listingAt(
        uint256 i
    ) external view returns (uint256 edition, uint256 cap, uint256 sold, bool ended) {
        Listing storage listing = _listings[i];
        return (releases.editionId(listing.terms), listing.terms.cap, listing.sold, listing.ended);
    }

    function copiesOf(address wallet, uint256 edition) external view returns (uint256) {
        return _copies[wallet][edition];
    }

    // --- How it is done ---

    struct Sale {
        uint256 paid;
        address recipient;
        address host;
    }

    function _buy(Listing storage listing, Sale memory sale) private {
        Terms memory terms = listing.terms;
        bool sellable = !listing.ended && (terms.cap == 0 || listing.sold < terms.cap);
        bool payable_ = sale.paid >= terms.price && sale.host != address(releases);
        vm.deal(address(this), sale.paid);
        bytes memory call = abi.encodeCall(releases.purchase, (terms, sale.recipient, sale.host));
        bool worked = _try(sale.paid, call);
        if (worked != (sellable && payable_ && _takesCopies(sale.recipient))) {
            broken = worked ? "sold what was not for sale" : "refused a good sale";
        }
        if (!worked) {
            ++refusals;
            return;
        }
        ++sales;
        ++listing.sold;
        ++_copies[sale.recipient][releases.editionId(terms)];
        uint256 side = _oweHost(sale.host, sale.paid);
        uint256 rest = side;
        for (uint256 i = 1; i < terms.payees.length; ++i) {
            uint256 share = (side * terms.payees[i].bps) / 9000;
            _oweWallet(terms.payees[i].wallet, share);
            rest -= share;
        }
        _oweWallet(terms.payees[0].wallet, rest);
        totalPaid += sale.paid;
    }

    function _owe(address host, address artist, uint256 paid) private {
        _oweWallet(artist, _oweHost(host, paid));
        totalPaid += paid;
    }

    function _oweHost(address host, uint256 paid) private returns (uint256 side) {
        if (host == address(0)) return paid;
        _oweWallet(host, paid / 10);
        return paid - paid / 10;
    }

    function _oweWallet(address wallet, uint256 amount) private {
        due[wallet] += amount;
        totalDue += amount;
    }

    function _list(address artist, uint256 price, uint256 seed) private {
        Listing storage listing = _listings.push();
        Terms storage terms = listing.terms;
        terms.artist = artist;
        terms.salt = bytes32(seed % 3);
        terms.manifest = bytes32(_listings.length);
        terms.price = price;
        terms.cap = seed % 2 == 0 ? uint32(within(seed >> 8, 1, 3)) : 0;
        uint256 rest = 9000;
        for (uint256 i = within(seed >> 16, 0, 4); i > 0; --i) {
            uint256 bps = within(uint256(keccak256(abi.encode(seed, i))), 1, rest - i);
            terms.payees.push(Payee(_pick(seed >> (16 + i)), uint16(bps)));
            rest -= bps;
        }
        terms.payees.push(Payee(_pick(seed), uint16(rest)));
        bool retired = releases.retired(releases.releaseId(artist, terms.salt));
        bool worked = _tryAs(artist, abi.encodeCall(releases.mint, (listing.terms)));
        if (worked == retired) broken = "minted in a retired release, or refused good terms";
        if (!worked) _listings.pop();
    }

    function _closing(Terms memory terms) private view returns (bytes memory) {
        return abi.encodeCall(releases.close, (releases.editionId(terms)));
    }

    /// @dev The call is made up before: a prank holds for the next call whatever it is, also for a question.
    function _tryAs(address caller, bytes memory call) private returns (bool) {
        vm.prank(caller);
        return _try(0, call);
    }

    function _try(uint256 value, bytes memory call) private returns (bool worked) {
        // Less than all, so that a wallet that burns what it gets leaves some for the ledger.
        (worked, ) = address(releases).call{value: value, gas: 8_000_000}(call);
    }

    function _pick(uint256 any) private view returns (address) {
        return crowd[any % crowd.length];
    }

    function _pickHost(uint256 any) private view returns (address) {
        uint256 i = any % (crowd.length + 2);
        if (i == crowd.length) return address(0);
        return i == crowd.length + 1 ? address(releases) : crowd[i];
    }

    /// @dev Plain accounts do, and puppets that do not mind.
    function _takesCopies(address wallet) private view returns (bool) {
        if (wallet.code.length == 0) return true;
        Puppet.Mood mood = Puppet(payable(wallet)).mood();
        return mood == Puppet.Mood.Kind || mood == Puppet.Mood.Calling;
    }

    /// @dev A calling puppet tries to get a copy that costs nothing while it is paid or given another.
    function _corrupt(Puppet puppet, Puppet.Mood mood) private {
        Terms memory free = _listings[0].terms;
        bytes memory call = abi.encodeCall(releases.purchase, (free, address(puppet), address(0)));
        puppet.rehearse(address(releases), 0, call);
        puppet.become(mood);
    }
}
