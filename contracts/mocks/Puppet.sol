// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title A wallet that behaves as badly as a test asks, both when paid and when given a copy.
contract Puppet {
    enum Mood {
        Kind,
        Refusing,
        Burning,
        Bombing,
        Calling
    }

    /// @notice The puppet called back, and how that went. `thrown` is the selector of what was thrown.
    event Called(bytes4 selector, bool worked, bytes4 thrown);

    Mood public mood;
    address private _target;
    uint256 private _value;
    bytes private _data;

    receive() external payable {
        _behave();
    }

    function become(Mood mood_) external {
        mood = mood_;
    }

    /// @notice Sets what a calling puppet does as soon as it is called.
    function rehearse(address target, uint256 value, bytes calldata data) external {
        mood = Mood.Calling;
        (_target, _value, _data) = (target, value, data);
    }

    /// @notice Lets the puppet do something of its own accord.
    function act(address target, uint256 value, bytes calldata data) external payable {
        (bool worked, bytes memory answer) = target.call{value: value}(data);
        if (worked) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }

    function onERC1155Received(
        address,
        address,
        uint256,
        uint256,
        bytes calldata
    ) external returns (bytes4) {
        _behave();
        return this.onERC1155Received.selector;
    }

    function _behave() private {
        if (mood == Mood.Refusing) revert();
        if (mood == Mood.Burning) _burn();
        if (mood == Mood.Bombing) _bomb();
        if (mood == Mood.Calling) _call();
    }

    function _burn() private view {
        while (true) keccak256(abi.encode(gasleft()));
    }

    /// @dev As much returned data as the gas allows: memory costs a word about 3 gas, and its square.
    function _bomb() private view {
        uint256 size = gasleft() * 4;
        assembly ("memory-safe") {
            revert(0, size)
        }
    }

    function _call() private {
        (bool worked, bytes memory answer) = _target.call{value: _value}(_data);
        emit Called(bytes4(_data), worked, bytes4(answer));
    }
}
