// Debian has no LZMA SDK: debug information is not compressed.
#include <cstdlib>

#include "elf/xz_utils.h"

namespace art {
void XzCompress(ArrayRef<const uint8_t>, std::vector<uint8_t>*, int) { abort(); }
void XzDecompress(ArrayRef<const uint8_t>, std::vector<uint8_t>*) { abort(); }
}  // namespace art
