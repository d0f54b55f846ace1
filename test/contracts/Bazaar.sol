// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Releases} from "../../contracts/Releases.sol";
import {Payee, Terms} from "../../contracts/interfaces/IReleases.sol";
import {Authorization} from "../../contracts/interfaces/ITill.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Puppet} from "../../contracts/mocks/Puppet.sol";
import {vm, within} from "./Vm.sol";

/// @title As `Market`, in tokens: two of them, whose moods and blacklists change at any time. Each sale, tip
/// and claim is weighed against plain arithmetic; what differs is written down in `broken`.
contract Bazaar {
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    uint256 private constant PAYERS = 3;
    uint256 private constant PLENTY = 1e30;

    Releases public immutable releases;
    OddToken[2] public tokens;
    /// @notice Payers who can sign, puppets in every mood, and wallets nobody has.
    address[] public crowd;
    Terms[] private _listings;

    mapping(OddToken token => uint256) public donated;
    mapping(uint256 edition => mapping(address wallet => uint256)) public copiesOf;
    uint256 public sales;
    uint256 public refusals;
    uint256 public refusedShares;
    uint256 public claims;
    string public broken;

    /// @dev What somebody pays, in a way: by allowance (0), or by authorisation (1).
    struct Deal {
        OddToken token;
        Payee[] payees;
        address payer;
        address host;
        uint256 paid;
    }

    constructor() {
        releases = new Releases();
        for (uint256 i; i < 2; ++i) tokens[i] = new OddToken();
        for (uint256 i = 1; i <= PAYERS; ++i) crowd.push(vm.addr(i));
        for (uint256 i; i < PAYERS; ++i) _fund(crowd[i]);
        for (uint256 mood; mood <= uint256(Puppet.Mood.Calling); ++mood) {
            Puppet puppet = new Puppet();
            crowd.push(address(puppet));
            puppet.become(Puppet.Mood(mood));
        }
        // The last one passes on what a token tells him he got.
        bytes memory pass = abi.encodeCall(tokens[0].transfer, (address(0xFA0001), 1));
        Puppet(payable(crowd[crowd.length - 1])).rehearse(address(tokens[0]), 0, pass);
        for (uint160 i = 1; i <= 3; ++i) crowd.push(address(0xFA0000 + i));
        _list(0, 1000, 5);
        _list(1, 0, 9);
    }

    // --- What people do ---

    function mint(uint256 which, uint256 price, uint256 seed) external {
        _list(which, within(price, 0, 1e9), seed);
    }

    function buy(uint256 which, uint256 by, uint256 host, uint256 extra, uint256 way) public {
        Terms memory terms = _listings[which % _listings.length];
        Deal memory deal;
        deal.token = OddToken(terms.currency);
        deal.payees = terms.payees;
        deal.payer = crowd[by % PAYERS];
        deal.host = _pickHost(host, deal.token);
        deal.paid = terms.price + within(extra, 0, 10_000);
        address recipient = crowd[(by >> 8) % PAYERS];
        bytes memory call = _purchase(terms, deal, recipient, by % PAYERS, way);
        bool worked = _weigh(deal, way, call);
        if (!worked) return;
        ++sales;
        ++copiesOf[releases.editionId(terms)][recipient];
    }

    /// @notice As `buy`, so that most of what happens are sales.
    function buyAgain(
        uint256 which,
        uint256 by,
        uint256 host,
        uint256 extra,
        uint256 way
    ) external {
        buy(which, by, host, extra, way);
    }

    function tip(uint256 which, uint256 to, uint256 by, uint256 host, uint256 paid) external {
        Deal memory deal;
        deal.token = tokens[which % 2];
        deal.payees = new Payee[](1);
        deal.payees[0] = Payee(_pick(to), 9000);
        deal.payer = crowd[by % PAYERS];
        deal.host = _pickHost(host, deal.token);
        deal.paid = within(paid, 1, 1e9);
        bytes memory call = abi.encodeCall(
            releases.tipToken,
            (address(deal.token), deal.payees[0].wallet, deal.host, deal.paid)
        );
        _weigh(deal, 0, call);
    }

    function claim(uint256 which, uint256 who) external {
        (OddToken token, address payee) = (tokens[which % 2], _pick(who));
        uint256 due = releases.owed(address(token), payee);
        uint256[] memory before = _holdings(token);
        uint256 kept = token.balanceOf(address(releases));
        bool worked = _tryAs(payee, abi.encodeCall(releases.claim, (address(token))));
        if (due == 0 && worked) broken = "claimed nothing";
        if (!worked) return _unmoved(token, before);
        ++claims;
        if (releases.owed(address(token), payee) != 0) broken = "claimed and still owed";
        if (token.balanceOf(address(releases)) != kept - due) broken = "claimed another sum";
    }

    function become(uint256 which, uint256 mood, uint256 whom) external {
        // Never the contract: what it may then do is in the tests that go by hand.
        address victim = whom % 8 == 0 ? address(0) : _pick(whom);
        mood = within(mood, 0, uint256(type(OddToken.Mood).max));
        if (OddToken.Mood(mood) == OddToken.Mood.Calling) return _rehearse(tokens[which % 2], whom);
        tokens[which % 2].become(OddToken.Mood(mood), victim);
    }

    function calmDown(uint256 which) external {
        tokens[which % 2].become(OddToken.Mood.Kind, address(0));
    }

    function blacklist(uint256 which, uint256 who, bool listed) external {
        tokens[which % 2].blacklist(_pick(who), listed);
    }

    function donate(uint256 which, uint256 amount) external {
        OddToken token = tokens[which % 2];
        uint256 before = token.balanceOf(address(releases));
        token.give(address(releases), within(amount, 1, 1000));
        donated[token] += token.balanceOf(address(releases)) - before;
    }

    function meddle(uint256 which, uint256 who, uint256 whose, uint256 seed) external {
        address token = address(tokens[which % 2]);
        (address thief, address victim) = (_pick(who), crowd[whose % PAYERS]);
        bytes memory call = abi.encodeCall(releases.pushThrough, (token, victim, thief, 1));
        if (seed % 2 == 0) {
            address self = address(releases);
            call = abi.encodeCall(releases.pushThrough, (token, self, thief, 1));
        }
        if (_tryAs(thief, call)) broken = "a stranger pushed";
    }

    // --- What must be so ---

    function crowdSize() external view returns (uint256) {
        return crowd.length;
    }

    function editions() external view returns (uint256[] memory ids) {
        ids = new uint256[](_listings.length);
        for (uint256 i; i < ids.length; ++i) ids[i] = releases.editionId(_listings[i]);
    }

    function owedIn(OddToken token) public view returns (uint256 sum) {
        for (uint256 i; i < crowd.length; ++i) sum += releases.owed(address(token), crowd[i]);
    }

    // --- How a deal is weighed ---

    function _weigh(
        Deal memory deal,
        uint256 way,
        bytes memory call
    ) private returns (bool worked) {
        uint256[] memory before = _holdings(deal.token);
        uint256 owed = owedIn(deal.token);
        bool must = _mustWork(deal);
        worked = _tryAs(way % 2 == 0 ? deal.payer : address(0xCA44), call);
        if (!worked) {
            ++refusals;
            if (must) broken = "a good payment was refused";
            _unmoved(deal.token, before);
            return false;
        }
        if (owedIn(deal.token) > owed) ++refusedShares;
        if (deal.host == address(releases) || deal.host == address(deal.token)) {
            broken = "a wrong host was paid";
        }
        bool whole = _adds(deal, before, deal.host == address(0) ? 0 : deal.paid / 10);
        bool without = _adds(deal, before, 0);
        if (!whole && !without) broken = "the shares do not add up";
        if (!whole && _clean(deal.token, deal.host)) broken = "a good host went without";
    }

    /// @dev Whether everybody has, or is owed, what is due with so much for the host.
    function _adds(
        Deal memory deal,
        uint256[] memory before,
        uint256 hostPaid
    ) private view returns (bool) {
        uint256[] memory now_ = _holdings(deal.token);
        uint256 side = deal.paid - hostPaid;
        for (uint256 i; i < crowd.length; ++i) {
            uint256 due = crowd[i] == deal.host ? hostPaid : 0;
            uint256 rest = side;
            for (uint256 j = 1; j < deal.payees.length; ++j) {
                uint256 share = (side * deal.payees[j].bps) / 9000;
                if (deal.payees[j].wallet == crowd[i]) due += share;
                rest -= share;
            }
            if (deal.payees[0].wallet == crowd[i]) due += rest;
            uint256 paid = crowd[i] == deal.payer ? deal.paid : 0;
            if (now_[i] + paid != before[i] + due) return false;
        }
        return true;
    }

    /// @dev What each of the crowd has, with what is owed to it.
    function _holdings(OddToken token) private view returns (uint256[] memory held) {
        held = new uint256[](crowd.length);
        for (uint256 i; i < held.length; ++i) {
            held[i] = token.balanceOf(crowd[i]) + releases.owed(address(token), crowd[i]);
        }
    }

    function _unmoved(OddToken token, uint256[] memory before) private {
        uint256[] memory now_ = _holdings(token);
        for (uint256 i; i < now_.length; ++i) if (now_[i] != before[i]) broken = "moved by nothing";
    }

    /// @dev Whatever the payees are like: a payer who has the money, a token that is true to the contract and
    /// to the payer, and a host that can be.
    function _mustWork(Deal memory deal) private view returns (bool) {
        if (deal.host == address(releases) || deal.host == address(deal.token)) return false;
        if (deal.token.blacklisted(deal.payer)) return false;
        return _mild(deal.token.mood()) || deal.token.victim() != address(0);
    }

    function _mild(OddToken.Mood mood) private pure returns (bool) {
        return
            mood == OddToken.Mood.Kind ||
            mood == OddToken.Mood.Silent ||
            mood == OddToken.Mood.Plain ||
            mood == OddToken.Mood.Calling;
    }

    function _clean(OddToken token, address wallet) private view returns (bool) {
        return
            !token.blacklisted(wallet) &&
            (_mild(token.mood()) || token.victim() != wallet) &&
            token.victim() != address(0);
    }

    // --- How it is done ---

    function _purchase(
        Terms memory terms,
        Deal memory deal,
        address recipient,
        uint256 payer,
        uint256 way
    ) private view returns (bytes memory) {
        if (way % 2 == 0) {
            return abi.encodeCall(releases.purchaseToken, (terms, recipient, deal.host, deal.paid));
        }
        Authorization memory signed = Authorization({
            from: deal.payer,
            amount: deal.paid,
            validAfter: 0,
            validBefore: type(uint256).max,
            salt: bytes32(sales),
            signature: ""
        });
        bytes32 nonce = releases.purchaseNonce(
            releases.editionId(terms),
            recipient,
            deal.host,
            deal.paid,
            signed.salt
        );
        signed.signature = _signature(deal, payer + 1, nonce);
        return
            abi.encodeCall(
                releases.purchaseWithAuthorization,
                (terms, recipient, deal.host, signed)
            );
    }

    function _signature(
        Deal memory deal,
        uint256 key,
        bytes32 nonce
    ) private view returns (bytes memory) {
        address to = address(releases);
        bytes32 struct_ = keccak256(
            abi.encode(RECEIVE, deal.payer, to, deal.paid, 0, type(uint256).max, nonce)
        );
        bytes32 domain = deal.token.DOMAIN_SEPARATOR();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            key,
            keccak256(abi.encodePacked(hex"1901", domain, struct_))
        );
        return abi.encodePacked(r, s, v);
    }

    function _list(uint256 which, uint256 price, uint256 seed) private {
        Terms storage terms = _listings.push();
        terms.artist = _pick(seed);
        terms.salt = bytes32(_listings.length);
        terms.currency = address(tokens[which % 2]);
        terms.price = price;
        uint256 rest = 9000;
        for (uint256 i = within(seed >> 16, 0, 4); i > 0; --i) {
            uint256 bps = within(uint256(keccak256(abi.encode(seed, i))), 1, rest - i);
            terms.payees.push(Payee(_pick(seed >> (16 + i)), uint16(bps)));
            rest -= bps;
        }
        terms.payees.push(Payee(_pick(seed >> 8), uint16(rest)));
        if (!_tryAs(terms.artist, abi.encodeCall(releases.mint, (terms)))) broken = "not minted";
    }

    function _rehearse(OddToken token, uint256 seed) private {
        token.become(OddToken.Mood.Calling, address(0));
        bytes memory call =
            seed % 2 == 0
                ? abi.encodeCall(releases.claim, (address(token)))
                : abi.encodeCall(releases.tipToken, (address(token), crowd[0], crowd[1], 1));
        token.rehearse(address(releases), call);
    }

    function _fund(address payer) private {
        for (uint256 i; i < 2; ++i) {
            tokens[i].give(payer, PLENTY);
            vm.prank(payer);
            tokens[i].approve(address(releases), type(uint256).max);
        }
    }

    function _tryAs(address caller, bytes memory call) private returns (bool worked) {
        vm.prank(caller);
        (worked, ) = address(releases).call{gas: 12_000_000}(call);
    }

    function _pick(uint256 any) private view returns (address) {
        return crowd[any % crowd.length];
    }

    function _pickHost(uint256 any, OddToken token) private view returns (address) {
        uint256 i = any % (crowd.length + 3);
        if (i < crowd.length) return crowd[i];
        if (i == crowd.length) return address(0);
        return i == crowd.length + 1 ? address(releases) : address(token);
    }
}
