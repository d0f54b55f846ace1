// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IPayableToken} from "../interfaces/IPayableToken.sol";

interface IMoves {
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @title The least a sale can cost: two payments and one receipt, with no check, no lock, no event and no
/// token standard. Not to be used: it is what gas is compared with.
contract Floor {
    mapping(uint256 edition => mapping(address owner => uint256)) private _copies;

    function inEther(
        uint256 edition,
        address payable artist,
        address payable host
    ) external payable {
        ++_copies[edition][msg.sender];
        (bool paid, ) = artist.call{value: msg.value - msg.value / 10}("");
        (bool hostPaid, ) = host.call{value: msg.value / 10}("");
        require(paid && hostPaid);
    }

    function byAllowance(
        uint256 edition,
        address token,
        address artist,
        address host,
        uint256 amount
    ) external {
        ++_copies[edition][msg.sender];
        IMoves(token).transferFrom(msg.sender, artist, amount - amount / 10);
        IMoves(token).transferFrom(msg.sender, host, amount / 10);
    }

    function byAuthorization(
        uint256 edition,
        address token,
        address artist,
        address host,
        address from,
        uint256 amount,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        ++_copies[edition][from];
        IPayableToken(token).receiveWithAuthorization(
            from,
            address(this),
            amount,
            0,
            2 ** 64,
            nonce,
            uint8(signature[64]),
            bytes32(signature[:32]),
            bytes32(signature[32:64])
        );
        IPayableToken(token).transfer(artist, amount - amount / 10);
        IPayableToken(token).transfer(host, amount / 10);
    }
}
