// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SafeCastLib} from "solady/src/utils/SafeCastLib.sol";
import {Entry, IOperators} from "./interfaces/IOperators.sol";
import {EntryRules} from "./libraries/EntryRules.sol";

/// @title Operators, as described in `IOperators`.
contract Operators is IOperators {
    /// @dev One slot.
    struct Operator {
        uint128 bond;
        uint64 activeFrom;
        uint64 freeFrom;
    }

    uint64 private constant LONGEST_DELAY = 90 days;

    /// @inheritdoc IOperators
    uint256 public immutable override leastBond;

    /// @inheritdoc IOperators
    uint64 public immutable override delay;

    /// @inheritdoc IOperators
    mapping(address wallet => Operator) public override operators;

    /// @inheritdoc IOperators
    mapping(address wallet => uint256) public override keyCount;

    constructor(uint256 leastBond_, uint64 delay_) {
        if (delay_ > LONGEST_DELAY) revert DelayTooLong(delay_, LONGEST_DELAY);
        leastBond = leastBond_;
        delay = delay_;
    }

    /// @inheritdoc IOperators
    function join(Entry calldata entry, bytes32 key) external payable {
        if (msg.value < leastBond) revert BondTooLow(leastBond, msg.value);
        Operator storage kept = operators[msg.sender];
        if (kept.activeFrom != 0) revert AlreadyJoined(msg.sender);
        EntryRules.check(entry);

        kept.bond = SafeCastLib.toUint128(msg.value);
        kept.activeFrom = _later();
        emit Joined(msg.sender, msg.value, kept.activeFrom);
        emit Described(msg.sender, entry);
        if (key != 0) _addKey(key);
    }

    /// @inheritdoc IOperators
    function update(Entry calldata entry) external {
        _joined();
        EntryRules.check(entry);
        emit Described(msg.sender, entry);
    }

    /// @inheritdoc IOperators
    function addKey(bytes32 key) external {
        _joined();
        if (key == 0) revert EmptyKey();
        _addKey(key);
    }

    /// @inheritdoc IOperators
    function resign() external {
        Operator storage kept = _joined();

        kept.freeFrom = _later();
        emit Left(msg.sender, kept.freeFrom);
    }

    /// @inheritdoc IOperators
    function withdraw(address to) external {
        Operator memory kept = operators[msg.sender];
        if (kept.freeFrom == 0) revert NotLeft(msg.sender);
        if (block.timestamp < kept.freeFrom) revert BondNotFree(kept.freeFrom, block.timestamp);
        if (to == address(0)) revert RefusedPayout(to);

        delete operators[msg.sender];
        emit Withdrawn(msg.sender, to, kept.bond);
        (bool taken, ) = to.call{value: kept.bond}("");
        if (!taken) revert WithdrawalRefused(to, kept.bond);
    }

    /// @inheritdoc IOperators
    function isActive(address wallet) external view returns (bool) {
        Operator storage kept = operators[wallet];
        return kept.activeFrom != 0 && kept.freeFrom == 0 && block.timestamp >= kept.activeFrom;
    }

    /// @inheritdoc IOperators
    function proofMessage(address wallet) external view returns (bytes32) {
        return
            keccak256(
                abi.encode(keccak256("MegaBox operator"), block.chainid, address(this), wallet)
            );
    }

    /// @dev The caller's record, unless he has none or is leaving.
    function _joined() private view returns (Operator storage kept) {
        kept = operators[msg.sender];
        if (kept.activeFrom == 0) revert NotJoined(msg.sender);
        if (kept.freeFrom != 0) revert Leaving(msg.sender, kept.freeFrom);
    }

    function _addKey(bytes32 key) private {
        emit KeyAdded(msg.sender, keyCount[msg.sender]++, key, _later());
    }

    /// @dev Time fits: the delay is at most 90 days.
    function _later() private view returns (uint64) {
        return uint64(block.timestamp) + delay;
    }
}
