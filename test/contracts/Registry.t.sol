// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Operators} from "../../contracts/Operators.sol";
import {Entry} from "../../contracts/interfaces/IOperators.sol";
import {Puppet} from "../../contracts/mocks/Puppet.sol";
import {vm, within} from "./Vm.sol";

/// @title Wallets that join, leave and withdraw in any order, and the bonds they should have here.
contract Registry {
    uint256 public constant BOND = 1000;
    uint64 public constant DELAY = 1 days;

    Operators public immutable operators = new Operators(BOND, DELAY);
    address[] public crowd;
    mapping(address wallet => uint256) public bonds;
    mapping(address wallet => uint256) private _freeFrom;
    uint256 public forced;
    uint256 public joins;
    uint256 public withdrawals;
    string public broken;

    constructor() {
        for (uint256 mood; mood <= uint256(Puppet.Mood.Calling); ++mood) {
            Puppet puppet = new Puppet();
            crowd.push(address(puppet));
            bytes memory again = abi.encodeCall(operators.withdraw, (address(puppet)));
            puppet.rehearse(address(operators), 0, again);
            puppet.become(Puppet.Mood(mood));
        }
        for (uint160 i = 1; i <= 4; ++i) crowd.push(address(0xFA0000 + i));
    }

    function join(uint256 who, uint256 bond, bytes32 key) external {
        address wallet = crowd[who % crowd.length];
        bond = within(bond, BOND - 1, BOND + 1000);
        vm.deal(wallet, bond);
        Entry memory entry;
        entry.payout = wallet;
        (entry.peerId, entry.proof) = (hex"01", hex"02");
        bool fresh = bonds[wallet] == 0 && bond >= BOND;
        vm.prank(wallet);
        try operators.join{value: bond}(entry, key) {
            if (!fresh) broken = "joined twice or with too little";
            bonds[wallet] = bond;
            ++joins;
        } catch {
            if (fresh) broken = "could not join";
        }
    }

    function resign(uint256 who) external {
        address wallet = crowd[who % crowd.length];
        bool may = bonds[wallet] > 0 && _freeFrom[wallet] == 0;
        vm.prank(wallet);
        try operators.resign() {
            if (!may) broken = "left what it was not in";
            _freeFrom[wallet] = block.timestamp + DELAY;
        } catch {
            if (may) broken = "could not leave";
        }
    }

    function withdraw(uint256 who, uint256 to) external {
        address wallet = crowd[who % crowd.length];
        address receiver = crowd[to % crowd.length];
        bool may = _free(wallet);
        uint256 expected = receiver.balance + bonds[wallet];
        uint256 before = receiver.balance;
        vm.prank(wallet);
        try operators.withdraw{gas: 1_000_000}(receiver) {
            if (!may) broken = "withdrew what was not free";
            _forget(wallet);
            // The one who calls back withdraws his own while he is paid that of another. It is his.
            if (receiver == _caller() && receiver != wallet && _free(receiver)) {
                expected += bonds[receiver];
                _forget(receiver);
            }
            if (receiver.balance != expected) broken = "another sum than the bond";
        } catch {
            if (receiver.balance != before) broken = "was paid without withdrawing";
            if (may && receiver.code.length == 0) broken = "could not withdraw";
        }
    }

    function _free(address wallet) private view returns (bool) {
        return _freeFrom[wallet] != 0 && block.timestamp >= _freeFrom[wallet];
    }

    function _forget(address wallet) private {
        (bonds[wallet], _freeFrom[wallet]) = (0, 0);
        ++withdrawals;
    }

    function _caller() private view returns (address) {
        return crowd[uint256(Puppet.Mood.Calling)];
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + within(time, 1, DELAY));
    }

    function pushEther(uint256 amount) external {
        amount = within(amount, 1, 1000);
        forced += amount;
        vm.deal(address(operators), address(operators).balance + amount);
    }

    function total() external view returns (uint256 sum) {
        for (uint256 i; i < crowd.length; ++i) sum += bonds[crowd[i]];
    }

    function crowdSize() external view returns (uint256) {
        return crowd.length;
    }
}

contract RegistryTest {
    Registry private _registry;

    function setUp() external {
        _registry = new Registry();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_registry);
    }

    /// @dev One campaign for all of them: the same lives, looked at from every side.
    function invariant_AllOfThese() external view {
        allBondsLieHere();
        everyBondIsKnownByItsWallet();
        nobodyGotInOrOutWrongly();
    }

    function allBondsLieHere() public view {
        uint256 held = address(_registry.operators()).balance;
        assert(held == _registry.total() + _registry.forced());
    }

    function everyBondIsKnownByItsWallet() public view {
        for (uint256 i; i < _registry.crowdSize(); ++i) {
            address wallet = _registry.crowd(i);
            (uint128 bond, , ) = _registry.operators().operators(wallet);
            assert(bond == _registry.bonds(wallet));
        }
    }

    function nobodyGotInOrOutWrongly() public view {
        require(bytes(_registry.broken()).length == 0, _registry.broken());
    }

    function test_TheRegistryIsLively() external {
        for (uint256 i; i < 60; ++i) {
            uint256 any = uint256(keccak256(abi.encode(i)));
            _registry.join(any, any >> 8, bytes32(any));
            _registry.resign(any >> 16);
            _registry.pass(any >> 24);
            _registry.withdraw(any >> 16, any >> 32);
        }
        require(_registry.joins() > 10, vm.toString(_registry.joins()));
        require(_registry.withdrawals() > 5, vm.toString(_registry.withdrawals()));
        require(bytes(_registry.broken()).length == 0, _registry.broken());
    }
}
