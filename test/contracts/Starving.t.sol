// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Releases} from "../../contracts/Releases.sol";
import {Payee, Terms} from "../../contracts/interfaces/IReleases.sol";
import {Puppet} from "../../contracts/mocks/Puppet.sol";
import {vm, within} from "./Vm.sol";

/// @notice A buyer may send any gas. Then either nothing happens at all, or everybody is paid to the wei:
/// no amount of gas makes a payment fail on its own.
contract StarvingTest {
    uint256 private constant PAID = 1_000_000;

    Releases private _releases;
    Puppet[4] private _wallets;
    Terms private _terms;

    function setUp() external {
        _releases = new Releases();
        _terms.artist = address(this);
        _terms.price = PAID;
        _terms.cap = 1;
        uint16[3] memory bps = [uint16(5000), 3000, 1000];
        for (uint256 i; i < 4; ++i) _wallets[i] = new Puppet();
        for (uint256 i; i < 3; ++i) _terms.payees.push(Payee(address(_wallets[i]), bps[i]));
        _releases.mint(_terms);
    }

    function testFuzz_AnyGasEitherUndoesTheSaleOrPaysEverybody(
        uint256 gasLimit,
        uint256 moods
    ) external {
        for (uint256 i; i < 4; ++i) {
            _wallets[i].become(Puppet.Mood(within(moods >> (8 * i), 0, 3)));
        }
        gasLimit = within(gasLimit, 20_000, 900_000);
        if (_buy(gasLimit)) _expect([uint256(500_000), 300_000, 100_000, 100_000], 1);
        else _expect([uint256(0), 0, 0, 0], 0);
    }

    /// @dev That the range above has both ends in it, even with the worst of wallets.
    function test_EnoughGasAlwaysSells() external {
        for (uint256 i; i < 4; ++i) _wallets[i].become(Puppet.Mood.Burning);
        assert(!_buy(100_000));
        assert(_buy(900_000));
        _expect([uint256(500_000), 300_000, 100_000, 100_000], 1);
    }

    function _buy(uint256 gasLimit) private returns (bool worked) {
        vm.deal(address(this), PAID);
        bytes memory call = abi.encodeCall(
            _releases.purchase,
            (_terms, address(0xB0B), address(_wallets[3]))
        );
        (worked, ) = address(_releases).call{value: PAID, gas: gasLimit}(call);
    }

    function _expect(uint256[4] memory paid, uint256 copies) private view {
        uint256 sum;
        for (uint256 i; i < 4; ++i) {
            assert(address(_wallets[i]).balance == paid[i]);
            sum += paid[i];
        }
        uint256 edition = _releases.editionId(_terms);
        (, , uint64 sold, ) = _releases.editions(edition);
        assert(_releases.balanceOf(address(0xB0B), edition) == copies);
        assert(sold == copies);
        assert(address(this).balance == PAID - sum);
        assert(address(_releases).balance == 0);
    }
}
