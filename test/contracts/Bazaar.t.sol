// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Releases} from "../../contracts/Releases.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Bazaar} from "./Bazaar.sol";
import {vm} from "./Vm.sol";

/// @notice Whatever people and tokens do in whatever order, these hold.
contract BazaarTest {
    Bazaar private _bazaar;

    function setUp() external {
        _bazaar = new Bazaar();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_bazaar);
    }

    /// @dev One campaign for all of them: the same lives, looked at from every side.
    function invariant_AllOfThese() external view {
        theContractHoldsWhatItOwesAndWhatWasGivenToIt();
        everyPaymentAddedUpAndNobodyMovedWhatIsAnothers();
    }

    /// @dev At the end of each life: the dearest look, and a wrong count of copies stays wrong, since nobody
    /// here gives a copy away.
    function afterInvariant() external view {
        copiesAreWhatWasBought();
    }

    function theContractHoldsWhatItOwesAndWhatWasGivenToIt() public view {
        for (uint256 i; i < 2; ++i) {
            OddToken token = _bazaar.tokens(i);
            uint256 held = token.balanceOf(address(_bazaar.releases()));
            assert(held == _bazaar.owedIn(token) + _bazaar.donated(token));
        }
        assert(address(_bazaar.releases()).balance == 0);
    }

    function everyPaymentAddedUpAndNobodyMovedWhatIsAnothers() public view {
        require(bytes(_bazaar.broken()).length == 0, _bazaar.broken());
    }

    function copiesAreWhatWasBought() public view {
        Releases releases = _bazaar.releases();
        uint256[] memory editions = _bazaar.editions();
        for (uint256 i; i < editions.length; ++i) {
            for (uint256 j; j < _bazaar.crowdSize(); ++j) {
                address wallet = _bazaar.crowd(j);
                uint256 copies = releases.balanceOf(wallet, editions[i]);
                assert(copies == _bazaar.copiesOf(editions[i], wallet));
            }
        }
    }

    /// @dev That the invariants are not kept by a bazaar in which nothing happens.
    function test_TheBazaarIsLively() external {
        for (uint256 i; i < 80; ++i) {
            uint256 any = uint256(keccak256(abi.encode(i)));
            _bazaar.mint(any >> 8, any >> 16, any >> 24);
            if (i % 3 == 0) _bazaar.become(any >> 32, any >> 40, any >> 48);
            if (i % 3 == 1) _bazaar.blacklist(any >> 56, any >> 64, i % 2 == 0);
            _bazaar.buy(any >> 32, any >> 40, any >> 48, any >> 56, any >> 64);
            _bazaar.buy(any >> 72, any >> 80, any >> 88, any >> 96, any >> 97);
            _bazaar.tip(any >> 104, any >> 112, any >> 120, any >> 128, any >> 136);
            // Where there is something to claim is luck: so often.
            for (uint256 j; j < 6; ++j) _bazaar.claim(i + j, (any >> 152) + j);
            _bazaar.meddle(any >> 160, any >> 168, any >> 176, any >> 184);
            if (i % 4 == 0) _bazaar.calmDown(any >> 192);
            _bazaar.donate(any >> 200, any >> 208);
        }
        require(_bazaar.sales() > 60, vm.toString(_bazaar.sales()));
        require(_bazaar.refusals() > 20, vm.toString(_bazaar.refusals()));
        require(_bazaar.refusedShares() > 20, vm.toString(_bazaar.refusedShares()));
        require(_bazaar.claims() > 5, vm.toString(_bazaar.claims()));
        require(bytes(_bazaar.broken()).length == 0, _bazaar.broken());
    }
}
