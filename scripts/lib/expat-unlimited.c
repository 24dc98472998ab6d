// Preloaded into the tests by scripts/check-expat: every parser that is made has those of expat's own limits that can be set put out of
// reach, as far as the library has them. What the reader refuses then, it refuses by itself.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef void *Parser;
typedef unsigned char (*SetFactor)(Parser, float);
typedef unsigned char (*SetThreshold)(Parser, unsigned long long);
typedef unsigned char (*SetDeferral)(Parser, unsigned char);

static void *found(const char *name) { return dlsym(RTLD_NEXT, name); }

static void refuse(const char *what) {
    fprintf(stderr, "expat-unlimited: %s\n", what);
    _exit(70);
}

static Parser unlimited(Parser parser) {
    if (!parser) return parser;
    SetFactor factors[] = {(SetFactor)found("XML_SetBillionLaughsAttackProtectionMaximumAmplification"),
                           (SetFactor)found("XML_SetAllocTrackerMaximumAmplification")};
    SetThreshold thresholds[] = {(SetThreshold)found("XML_SetBillionLaughsAttackProtectionActivationThreshold"),
                                 (SetThreshold)found("XML_SetAllocTrackerActivationThreshold")};
    for (int i = 0; i < 2; i++) {
        if (factors[i] && !factors[i](parser, 1e30f)) refuse("a limit cannot be set");
        if (thresholds[i] && !thresholds[i](parser, ~0ULL)) refuse("a threshold cannot be set");
    }
    SetDeferral defer = (SetDeferral)found("XML_SetReparseDeferralEnabled");
    if (defer && !defer(parser, 0)) refuse("the deferral cannot be set");
    return parser;
}

Parser XML_ParserCreateNS(const char *encoding, char separator) {
    Parser (*create)(const char *, char) = (Parser (*)(const char *, char))found("XML_ParserCreateNS");
    if (!create) refuse("no expat behind this");
    static int told;
    if (!__sync_fetch_and_add(&told, 1)) {
        Dl_info library;
        if (dladdr((void *)create, &library)) fprintf(stderr, "expat-unlimited: limits of %s are out of reach\n", library.dli_fname);
    }
    return unlimited(create(encoding, separator));
}
