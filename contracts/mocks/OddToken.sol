// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {PlayDollar} from "./PlayDollar.sol";

/// @title A token that moves money as badly as a test asks. Its signatures are honest.
contract OddToken is PlayDollar {
    enum Mood {
        Kind,
        Silent, // Answers nothing, as some old tokens do.
        Denying, // Answers false instead of reverting.
        Refusing,
        Burning,
        Bombing,
        FeeTaking, // The receiver gets a hundredth less.
        Generous, // The receiver gets one more.
        Lying, // Says it moved what it did not.
        Telling, // Calls the receiver, as ERC-777 does.
        Calling, // Calls whom it was told to.
        Plain, // Knows the signatures of accounts only, as the first of its kind did.
        Demanding // Refuses at once when it has less gas than it likes.
    }

    /// @notice The token called as it was told to, and how that went.
    event Called(bytes4 selector, bool worked, bytes4 thrown);

    Mood public mood;
    mapping(address wallet => bool) public blacklisted;
    /// @notice Only transfers to this wallet are odd; zero means all.
    address public victim;
    uint256 private _demand;
    address private _target;
    bytes private _data;

    function become(Mood mood_, address victim_) external {
        (mood, victim) = (mood_, victim_);
    }

    function blacklist(address wallet, bool listed) external {
        blacklisted[wallet] = listed;
    }

    /// @notice Sets how much gas a demanding token likes to have.
    function demand(uint256 gas_, address victim_) external {
        mood = Mood.Demanding;
        (_demand, victim) = (gas_, victim_);
    }

    /// @notice Sets what a calling token does with each transfer.
    function rehearse(address target, bytes calldata data) external {
        mood = Mood.Calling;
        (_target, _data) = (target, data);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        _transfer(msg.sender, to, amount);
        return _answer(to);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (_is(Mood.Denying, to)) return false;
        _spendAllowance(from, msg.sender, amount);
        _transfer(from, to, amount);
        return _answer(to);
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) public override {
        require(mood != Mood.Plain, "unknown function");
        super.receiveWithAuthorization(from, to, value, validAfter, validBefore, nonce, signature);
    }

    function _answer(address to) private view returns (bool) {
        if (_is(Mood.Denying, to)) return false;
        if (!_is(Mood.Silent, to)) return true;
        assembly ("memory-safe") {
            return(0, 0)
        }
    }

    function _transfer(address from, address to, uint256 amount) internal override {
        require(!blacklisted[from] && !blacklisted[to], "blacklisted");
        if (_is(Mood.Refusing, to)) revert("no");
        if (_is(Mood.Burning, to)) while (true) keccak256(abi.encode(gasleft()));
        if (_is(Mood.Bombing, to)) _bomb();
        if (_is(Mood.Demanding, to)) require(gasleft() >= _demand, "too little gas");
        if (_is(Mood.Lying, to) || _is(Mood.Denying, to)) return;
        super._transfer(from, to, amount);
        if (_is(Mood.FeeTaking, to)) _burn(to, amount / 100 + 1);
        if (_is(Mood.Generous, to)) _mint(to, 1);
        if (_is(Mood.Telling, to)) _tell(to);
        if (_is(Mood.Calling, to)) _call();
    }

    function _is(Mood asked, address to) private view returns (bool) {
        return mood == asked && (victim == address(0) || victim == to);
    }

    function _bomb() private view {
        uint256 size = gasleft() * 4;
        assembly ("memory-safe") {
            revert(0, size)
        }
    }

    /// @dev A receiver that fails makes the transfer fail.
    function _tell(address to) private {
        (bool worked, ) = to.call("");
        require(worked, "receiver failed");
    }

    function _call() private {
        (bool worked, bytes memory answer) = _target.call(_data);
        emit Called(bytes4(_data), worked, bytes4(answer));
    }
}
