// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Releases} from "../../contracts/Releases.sol";
import {Payee, Terms} from "../../contracts/interfaces/IReleases.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {within} from "./Vm.sol";

/// @notice As `StarvingTest`, in tokens: no gas limit turns a payment that would have arrived into a share
/// that is owed, or takes the tenth from a host.
contract StarvingTokenTest {
    uint256 private constant PAID = 1_000_000;
    address private constant HOST = address(0x4057);

    Releases private _releases;
    OddToken private _token;
    address[3] private _wallets = [address(0xA1), address(0xA2), address(0xA3)];
    Terms private _terms;

    function setUp() external {
        _releases = new Releases();
        _token = new OddToken();
        _token.give(address(this), PAID);
        _token.approve(address(_releases), PAID);
        _terms.artist = address(this);
        _terms.currency = address(_token);
        _terms.price = PAID;
        uint16[3] memory bps = [uint16(5000), 3000, 1000];
        for (uint256 i; i < 3; ++i) _terms.payees.push(Payee(_wallets[i], bps[i]));
        _releases.mint(_terms);
    }

    function testFuzz_AnyGasEitherUndoesTheSaleOrPaysEverybody(uint256 gasLimit) external {
        bool worked = _buy(within(gasLimit, 20_000, 700_000));
        _expect(worked, [uint256(500_000), 300_000, 100_000, 100_000]);
    }

    function testFuzz_OnlyWhoIsRefusedIsOwed(uint256 gasLimit) external {
        _token.blacklist(_wallets[1], true);
        bool worked = _buy(within(gasLimit, 20_000, 1_000_000));
        _expect(worked, [uint256(500_000), 0, 100_000, 100_000]);
        uint256 owed = _releases.owed(address(_token), _wallets[1]);
        assert(owed == (worked ? 300_000 : 0));
        assert(_token.balanceOf(address(_releases)) == owed);
    }

    function testFuzz_OnlyARefusedHostGoesWithout(uint256 gasLimit) external {
        _token.blacklist(HOST, true);
        bool worked = _buy(within(gasLimit, 20_000, 1_000_000));
        _expect(worked, [uint256(555_556), 333_333, 111_111, 0]);
    }

    /// @dev That the ranges above have both ends in them, with a payee on whom all gas is burnt.
    function test_EnoughGasAlwaysSells() external {
        assert(!_buy(100_000));
        _token.become(OddToken.Mood.Burning, _wallets[1]);
        assert(!_buy(400_000));
        assert(_buy(1_000_000));
        _expect(true, [uint256(500_000), 0, 100_000, 100_000]);
    }

    function _buy(uint256 gasLimit) private returns (bool worked) {
        bytes memory call = abi.encodeCall(
            _releases.purchaseToken,
            (_terms, address(0xB0B), HOST, PAID)
        );
        (worked, ) = address(_releases).call{gas: gasLimit}(call);
    }

    function _expect(bool worked, uint256[4] memory paid) private view {
        for (uint256 i; i < 3; ++i) {
            assert(_token.balanceOf(_wallets[i]) == (worked ? paid[i] : 0));
        }
        assert(_token.balanceOf(HOST) == (worked ? paid[3] : 0));
        uint256 edition = _releases.editionId(_terms);
        assert(_releases.balanceOf(address(0xB0B), edition) == (worked ? 1 : 0));
        assert(_token.balanceOf(address(this)) == (worked ? 0 : PAID));
    }
}
