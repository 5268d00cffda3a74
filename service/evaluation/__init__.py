"""A bundle judged on a merchant's own catalogue, by queries whose right answers the merchant knows."""
