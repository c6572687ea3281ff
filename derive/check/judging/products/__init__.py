"""Products and quotients without a sign of sum: of matrices, entry by entry, with dots between."""
