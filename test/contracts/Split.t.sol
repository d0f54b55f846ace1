// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Releases} from "../../contracts/Releases.sol";
import {Payee, Terms} from "../../contracts/interfaces/IReleases.sol";
import {Split} from "../../contracts/libraries/Split.sol";
import {within} from "./Vm.sol";

/// @notice The arithmetic of money and ids, for every number there is.
contract SplitTest {
    Releases private immutable _releases = new Releases();

    function testFuzz_SidesAddUpAndTheHostNeverGetsMoreThanATenth(
        uint256 paid,
        address host
    ) external pure {
        (uint256 hostPaid, uint256 side) = Split.sides(paid, host);
        assert(hostPaid + side == paid);
        assert(hostPaid <= paid / 10);
        assert(host != address(0) || hostPaid == 0);
    }

    function testFuzz_SharesNeverExceedTheSideAndLoseLessThanAWeiEach(
        uint256 side,
        uint256 seed
    ) external pure {
        uint256[] memory bps = sharesFrom(seed);
        uint256 sum;
        for (uint256 i; i < bps.length; ++i) sum += Split.payeeShare(side, bps[i]);
        assert(sum <= side);
        assert(side - sum < bps.length);
    }

    function testFuzz_AShareIsItsPartRoundedDown(uint256 side, uint256 bps) external pure {
        side = within(side, 0, type(uint256).max / 9000);
        bps = within(bps, 0, 9000);
        assert(Split.payeeShare(side, bps) == (side * bps) / 9000);
    }

    function testFuzz_ARoyaltyIsItsPartRoundedDown(uint256 price, uint256 bps) external pure {
        price = within(price, 0, type(uint256).max / 2500);
        bps = within(bps, 0, 2500);
        assert(Split.royalty(price, bps) == (price * bps) / 10_000);
    }

    function testFuzz_AnEditionIsTheHashOfItsEncodedTerms(Terms calldata terms) external view {
        assert(_releases.editionId(terms) == uint256(keccak256(abi.encode(terms))));
    }

    function testFuzz_AReleaseIsTheHashOfChainContractArtistAndSalt(
        address artist,
        bytes32 salt
    ) external view {
        bytes memory encoded = abi.encode(block.chainid, address(_releases), artist, salt);
        assert(_releases.releaseId(artist, salt) == keccak256(encoded));
    }

    /// @dev 1 to 32 shares, none empty, that add up to 9000.
    function sharesFrom(uint256 seed) public pure returns (uint256[] memory bps) {
        bps = new uint256[](within(seed, 1, 32));
        uint256 rest = 9000;
        for (uint256 i = bps.length - 1; i > 0; --i) {
            seed = uint256(keccak256(abi.encode(seed)));
            bps[i] = within(seed, 1, rest - i);
            rest -= bps[i];
        }
        bps[0] = rest;
    }
}
