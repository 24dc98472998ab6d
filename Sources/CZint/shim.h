#include <zint.h>

// Swift does not import arrays of this size; the row pitch is the header's own, so it fits every version of the library.

/// Whether the module at a row and column is dark; 0 outside of the symbol.
static inline int yima_zint_is_dark(const struct zint_symbol *symbol, int row, int column) {
    const int rows = (int)(sizeof symbol->encoded_data / sizeof symbol->encoded_data[0]);
    const int bytes = (int)sizeof symbol->encoded_data[0];
    if (row < 0 || row >= rows || row >= symbol->rows) return 0;
    if (column < 0 || column / 8 >= bytes || column >= symbol->width) return 0;
    return (symbol->encoded_data[row][column / 8] >> (column % 8)) & 1;
}

/// What the library says about the last call: text that ends in a NUL.
static inline const char *yima_zint_message(const struct zint_symbol *symbol) {
    return symbol->errtxt;
}
