// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title How a payment is shared. Defined for every amount, and nothing is lost in rounding.
library Split {
    /// @dev The artist's side in ten thousandths of a payment that has a host; its parts add up to this.
    uint256 internal constant WHOLE = 9000;

    /// @dev One tenth for the host if there is one, rounded down, so that the artist's side never gets less
    /// than nine.
    function sides(
        uint256 paid,
        address host
    ) internal pure returns (uint256 hostPaid, uint256 side) {
        if (host != address(0)) hostPaid = paid / 10;
        unchecked {
            side = paid - hostPaid; // A tenth is never more than the whole.
        }
    }

    /// @dev `floor(side * bps / 9000)`.
    function payeeShare(uint256 side, uint256 bps) internal pure returns (uint256) {
        return _portion(side, bps, WHOLE);
    }

    /// @dev `floor(price * bps / 10000)`.
    function royalty(uint256 price, uint256 bps) internal pure returns (uint256) {
        return _portion(price, bps, 10_000);
    }

    /// @dev `floor(amount * bps / whole)` for bps <= whole. Dividing first keeps the product in range
    /// whatever the amount; the second term puts back exactly what that division dropped.
    function _portion(uint256 amount, uint256 bps, uint256 whole) private pure returns (uint256) {
        unchecked {
            // The first term is at most the amount, the second below the square of the whole, and the sum
            // is the floor of something that is at most the amount.
            return (amount / whole) * bps + ((amount % whole) * bps) / whole;
        }
    }
}
