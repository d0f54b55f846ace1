// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Releases} from "../../contracts/Releases.sol";
import {Market} from "./Market.sol";
import {vm} from "./Vm.sol";

/// @notice Whatever anybody does in whatever order, these hold.
contract MarketTest {
    Market private _market;

    function setUp() external {
        _market = new Market();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_market);
    }

    /// @dev One campaign for all of them: the same lives, looked at from every side.
    function invariant_AllOfThese() external view {
        everyWeiPaidWentToWhomItBelongs();
        theContractKeepsNothingButWhatWasForcedUponIt();
        noEditionSellsMoreThanItsCapOrCountsWrong();
        nothingEndedSoldAndNothingElseSurprisedTheLedger();
    }

    /// @dev At the end of each life: the dearest look, and a wrong count of copies stays wrong, since nobody
    /// here gives a copy away.
    function afterInvariant() external view {
        copiesAreWhatWasBought();
    }

    function everyWeiPaidWentToWhomItBelongs() public view {
        assert(_market.totalPaid() == _market.totalDue());
        for (uint256 i; i < _market.crowdSize(); ++i) {
            address wallet = _market.crowd(i);
            assert(wallet.balance == _market.due(wallet));
        }
    }

    function theContractKeepsNothingButWhatWasForcedUponIt() public view {
        assert(address(_market.releases()).balance == _market.forced());
    }

    function noEditionSellsMoreThanItsCapOrCountsWrong() public view {
        for (uint256 i; i < _market.listings(); ++i) {
            (uint256 edition, uint256 cap, uint256 sold, ) = _market.listingAt(i);
            (, , uint64 counted, ) = _market.releases().editions(edition);
            assert(cap == 0 ? counted == 0 : counted == sold && sold <= cap);
        }
    }

    function copiesAreWhatWasBought() public view {
        Releases releases = _market.releases();
        for (uint256 i; i < _market.listings(); ++i) {
            (uint256 edition, , uint256 sold, ) = _market.listingAt(i);
            uint256 found;
            for (uint256 j; j < _market.crowdSize(); ++j) {
                uint256 copies = releases.balanceOf(_market.crowd(j), edition);
                assert(copies == _market.copiesOf(_market.crowd(j), edition));
                found += copies;
            }
            assert(found == sold);
        }
    }

    function nothingEndedSoldAndNothingElseSurprisedTheLedger() public view {
        require(bytes(_market.broken()).length == 0, _market.broken());
    }

    /// @dev That the invariants are not kept by a market in which nothing happens.
    function test_TheMarketIsLively() external {
        for (uint256 i; i < 60; ++i) {
            uint256 any = uint256(keccak256(abi.encode(i)));
            _market.mint(any >> 8, any >> 16, any >> 24);
            _market.buy(any >> 32, any >> 40, any >> 48, any >> 56);
            _market.buy(any >> 72, any >> 80, any >> 88, any >> 96);
            _market.close(any >> 64, any >> 72);
            _market.retire(any >> 104, any >> 112);
            _market.tip(any >> 120, any >> 128, any >> 136);
            _market.meddle(any >> 144, any >> 152, any >> 160);
        }
        require(_market.sales() > 40, vm.toString(_market.sales()));
        require(_market.refusals() > 20, vm.toString(_market.refusals()));
        require(_market.closings() > 5, vm.toString(_market.closings()));
        require(_market.retirements() > 2, vm.toString(_market.retirements()));
        require(bytes(_market.broken()).length == 0, _market.broken());
    }
}
