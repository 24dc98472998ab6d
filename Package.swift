// swift-tools-version: 6.2
import PackageDescription

/// The rooms of the house and the one direction in which they may know each other; `docs/design/README.md` says
/// what each is for. A lower target never imports a higher one, and `scripts/check` proves it.
///
/// Warnings are errors where `scripts/check` asks for it, not for everybody who builds with a newer compiler.
let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["YIMA_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "yima",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),

        .target(name: "TransparencyLog", dependencies: [crypto, "CSodium"], swiftSettings: strict),
        .target(
            name: "Traceability", dependencies: [crypto],
            resources: [.embedInCode("profiles"), .embedInCode("schemes"), .embedInCode("vocabulary")],
            swiftSettings: strict),
        .systemLibrary(name: "CZint", providers: [.apt(["libzint-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .target(name: "Labels", dependencies: ["Traceability", "CZint", "CCairo"], swiftSettings: strict),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .target(
            name: "Interchange", dependencies: ["Traceability", "CExpat", "CZip", "CXlsxWriter"], swiftSettings: strict),
        .target(
            name: "ChainVerification", dependencies: ["Traceability"],
            resources: [.embedInCode("rules")],
            swiftSettings: strict),
        .target(
            name: "Ledger",
            dependencies: ["TransparencyLog", "Traceability", "ChainVerification", logging],
            swiftSettings: strict),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "TransparencyLog", "Traceability", "Ledger", crypto, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [.embedInCode("sqlite")],
            swiftSettings: strict),
        .target(
            name: "LedgerServer",
            dependencies: [
                "TransparencyLog", "Traceability", "ChainVerification", "Ledger", logging, metrics, coreMetrics,
                lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "LedgerClient",
            dependencies: [
                "TransparencyLog", "Traceability", "ChainVerification", "Ledger", logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "CommandSupport",
            dependencies: ["Traceability", "ChainVerification", argumentParser],
            swiftSettings: strict),
        .executableTarget(
            name: "yimad",
            dependencies: [
                "CommandSupport",
                "TransparencyLog", "Traceability", "ChainVerification", "Ledger", "SQLiteStore", "LedgerServer",
                "LedgerClient", logging, lifecycle, unixSignals, argumentParser,
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "yima",
            dependencies: [
                "CommandSupport", "TransparencyLog", "Traceability", "Interchange", "Labels", "ChainVerification",
                "Ledger", "SQLiteStore", "LedgerClient", argumentParser,
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "LedgerBench",
            dependencies: [
                "TransparencyLog", "Traceability", "Ledger", "SQLiteStore", "LedgerTesting", "LedgerServer",
                "LedgerClient", logging,
                argumentParser, .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "LedgerTesting",
            dependencies: ["TransparencyLog", "Traceability", "ChainVerification", "Ledger"],
            swiftSettings: strict),
        .target(name: "OracleTesting", swiftSettings: strict),
        .target(
            name: "ReaderFuzzing", dependencies: ["Traceability", "Interchange", "Ledger", "CZip"],
            swiftSettings: strict),
        .testTarget(
            name: "ReaderFuzzingTests", dependencies: ["ReaderFuzzing", "LedgerTesting"],
            exclude: ["attacks", "corpus", "words"], swiftSettings: strict),
        .testTarget(
            name: "TransparencyLogTests", dependencies: ["TransparencyLog", "OracleTesting", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "TraceabilityTests", dependencies: ["Traceability", "OracleTesting"], swiftSettings: strict),
        .testTarget(
            name: "LabelsTests", dependencies: ["Labels", "Traceability", "OracleTesting"], swiftSettings: strict),
        .testTarget(
            name: "InterchangeTests", dependencies: ["Interchange", "Traceability", "OracleTesting", "CZip"],
            swiftSettings: strict),
        .testTarget(
            name: "ChainVerificationTests", dependencies: ["Traceability", "ChainVerification"], swiftSettings: strict),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "TransparencyLog", "Traceability", "ChainVerification", "Ledger", "SQLiteStore", "LedgerTesting",
                logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "TransparencyLog", "Traceability", "Ledger", "SQLiteStore", "LedgerTesting", logging,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerServerTests",
            dependencies: [
                "TransparencyLog", "Traceability", "ChainVerification", "Ledger", "LedgerTesting", "LedgerServer",
                "LedgerClient", logging, coreMetrics, lifecycle,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "yima", "yimad", "TransparencyLog", "Traceability", "ChainVerification", "Ledger", "SQLiteStore",
                "LedgerTesting", "LedgerClient", logging,
            ],
            exclude: ["golden"],
            swiftSettings: strict),
        .testTarget(
            name: "CrashTests",
            dependencies: [
                "yimad", "TransparencyLog", "Traceability", "Ledger", "SQLiteStore", "LedgerClient",
            ],
            swiftSettings: strict),
    ]
)

// The fuzzer's entry point has no main of its own: only a build with -sanitize=fuzzer links it (scripts/fuzz).
if Context.environment["YIMA_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "ReaderFuzzer", dependencies: ["ReaderFuzzing"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
