// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title All the powers our contracts must not have, so that the test that looks for them can be seen to
/// find them.
contract Throne {
    address public owner = msg.sender;
    bool public paused;
    uint256 public feeBps;
    address private _code;

    function pause() external {
        paused = true;
    }

    function setFeeBps(uint256 bps) external {
        feeBps = bps;
    }

    function upgradeTo(address code) external {
        _code = code;
    }

    function destroy() external {
        selfdestruct(payable(owner));
    }

    fallback() external payable {
        (bool done, ) = _code.delegatecall(msg.data);
        require(done);
    }
}
