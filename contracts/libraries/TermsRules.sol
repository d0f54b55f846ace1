// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IReleases, Payee, Terms} from "../interfaces/IReleases.sol";
import {ITill} from "../interfaces/ITill.sol";
import {Split} from "./Split.sol";

/// @title What terms must hold to be minted. A sale need not ask again: only minted terms have an edition.
library TermsRules {
    uint256 internal constant MOST_PAYEES = 32;
    uint256 internal constant MOST_ROYALTY_BPS = 2500;

    function check(Terms calldata terms) internal view {
        if (terms.royaltyBps > MOST_ROYALTY_BPS) {
            revert IReleases.RoyaltyTooHigh(terms.royaltyBps, MOST_ROYALTY_BPS);
        }
        _checkCurrency(terms.currency);
        _checkPayees(terms.payees, terms.currency);
    }

    function _checkCurrency(address currency) private view {
        if (currency == address(0)) return;
        if (currency == address(this) || currency.code.length == 0) {
            revert ITill.RefusedCurrency(currency);
        }
    }

    function _checkPayees(Payee[] calldata payees, address currency) private view {
        uint256 count = payees.length;
        if (count == 0 || count > MOST_PAYEES) revert IReleases.WrongPayeeCount(count, MOST_PAYEES);
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            Payee calldata payee = payees[i];
            _checkWallet(i, payee.wallet, currency);
            if (payee.bps == 0) revert IReleases.PayeeWithoutShare(i);
            sum += payee.bps;
        }
        if (sum != Split.WHOLE) revert IReleases.WrongShareSum(sum, Split.WHOLE);
    }

    /// @dev Money sent to zero, to the token itself or to the contract that sells would be lost.
    function _checkWallet(uint256 index, address wallet, address currency) private view {
        if (wallet == address(0) || wallet == currency || wallet == address(this)) {
            revert IReleases.RefusedPayee(index, wallet);
        }
    }
}
