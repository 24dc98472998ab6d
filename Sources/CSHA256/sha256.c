#include "SHA256InOneCall.h"

// BoringSSL's `SHA256` (openssl/sha.h) under the prefix that swift-crypto gives it. Weak: a later version of swift-crypto may name it
// otherwise, and then everything still builds and goes on more slowly.
extern unsigned char *CCryptoBoringSSL_SHA256(const unsigned char *bytes, size_t count, unsigned char *digest) __attribute__((weak));

int yima_sha256(const void *bytes, size_t count, unsigned char *digest) {
    if (!CCryptoBoringSSL_SHA256) return 0;
    CCryptoBoringSSL_SHA256(bytes, count, digest);
    return 1;
}
