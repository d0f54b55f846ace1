// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice The few powers over the test chain that these tests need.
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function assume(bool condition) external pure;
    function deal(address account, uint256 balance) external;
    function prank(address caller) external;
    function sign(
        uint256 key,
        bytes32 digest
    ) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function toString(uint256 value) external pure returns (string memory);
    function warp(uint256 time) external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @dev Any number, brought into a range.
function within(uint256 any, uint256 least, uint256 most) pure returns (uint256) {
    return least + (any % (most - least + 1));
}
