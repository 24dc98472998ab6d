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
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// From codes to a verdict: what a room knows that judges chains, or speaks of them.
let trade: [Target.Dependency] = ["Values", "StrictJSON", "Codes", "EPCIS", "Profiles", "Chains", "Rules"]
/// A ledger with all that is kept beside it, for tests and measures.
let house: [Target.Dependency] = [
    "TransparencyLog", "Ledger", "Evidence", "Journals", "LedgerProtocol", "DerivedState", "HostState", "LedgerQuery",
    "Hosting", "SQLiteStore",
]

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
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZint", providers: [.apt(["libzint-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),

        // What every room speaks, and how JSON is read.
        .target(name: "Values", swiftSettings: strict),
        .target(name: "StrictJSON", dependencies: ["Values"], swiftSettings: strict),
        .target(name: "Files", dependencies: [system], swiftSettings: strict),

        .target(
            name: "Statistics", dependencies: ["Values", "StrictJSON"], resources: [.embedInCode("statistics")],
            swiftSettings: strict),

        // The log, as mathematics.
        .target(name: "CSHA256"),
        .target(
            name: "TransparencyLog", dependencies: ["Values", crypto, "CSodium", "CSHA256"], swiftSettings: strict),
        .target(name: "VerifiableIndex", dependencies: ["Values", "TransparencyLog"], swiftSettings: strict),

        // The trade.
        .target(
            name: "Codes", dependencies: ["Values", "StrictJSON"], resources: [.embedInCode("schemes")],
            swiftSettings: strict),
        .target(
            name: "EPCIS", dependencies: ["Values", "StrictJSON", "Codes", crypto],
            resources: [.embedInCode("vocabulary")], swiftSettings: strict),
        .target(
            name: "Profiles", dependencies: ["Values", "StrictJSON", "Codes", "EPCIS"],
            resources: [.embedInCode("profiles")], swiftSettings: strict),
        .target(
            name: "Chains", dependencies: ["Values", "StrictJSON", "Codes", "EPCIS"],
            resources: [.embedInCode("units")], swiftSettings: strict),
        .target(
            name: "Rules", dependencies: ["Values", "StrictJSON", "Codes", "EPCIS", "Profiles", "Chains", crypto],
            resources: [.embedInCode("rules")], swiftSettings: strict),
        .target(
            name: "Interchange",
            dependencies: [
                "Values", "StrictJSON", "Files", "Codes", "EPCIS", "Profiles", "CExpat", "CZip", "CXlsxWriter", system,
            ],
            swiftSettings: strict),
        .target(
            name: "Pictures",
            dependencies: ["Values", "StrictJSON", "Statistics", "Codes", "EPCIS", "Chains", "Rules"],
            swiftSettings: strict),
        .target(
            name: "Printing",
            dependencies: [
                "Values", "Codes", "EPCIS", "Profiles", "Chains", "Interchange", "Pictures", "Reports", "CZint",
                "CCairo",
            ],
            swiftSettings: strict),
        .target(
            name: "WebPages",
            dependencies: trade + [
                "TransparencyLog", "Ledger", "Evidence", "Draws", "Complaints", "Supervision", "LedgerProtocol",
                "Pictures", crypto,
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("page")],
            swiftSettings: strict),

        // The ledger, which knows no trade.
        .target(
            name: "Ledger", dependencies: ["Values", "TransparencyLog", "VerifiableIndex", crypto, logging],
            swiftSettings: strict),

        .target(
            name: "Mirroring", dependencies: ["Values", "Files", "TransparencyLog", "Ledger", system],
            swiftSettings: strict),

        // Where the two meet.
        .target(
            name: "Evidence", dependencies: trade + ["Statistics", "TransparencyLog", "VerifiableIndex", "Ledger"],
            swiftSettings: strict),
        .target(
            name: "Complaints",
            dependencies: [
                "Values", "StrictJSON", "Codes", "EPCIS", "Rules", "TransparencyLog", "Ledger", "Evidence", "Draws",
                crypto,
            ],
            resources: [.embedInCode("complaints")], swiftSettings: strict),
        .target(
            name: "Draws",
            dependencies: [
                "Values", "StrictJSON", "EPCIS", "TransparencyLog", "VerifiableIndex", "Ledger", "Evidence",
                crypto,
            ],
            swiftSettings: strict),
        .target(
            name: "Supervision",
            dependencies: trade + ["Draws", "Statistics", "TransparencyLog", "Ledger", "Evidence"],
            resources: [.embedInCode("supervision")],
            swiftSettings: strict),
        .target(
            name: "Risk",
            dependencies: [
                "Values", "StrictJSON", "Codes", "EPCIS", "Rules", "Statistics", "Ledger", "Evidence", "Complaints",
                "Supervision",
            ],
            resources: [.embedInCode("risk")],
            swiftSettings: strict),
        .target(
            name: "Reports",
            dependencies: trade + [
                "Statistics", "Pictures", "TransparencyLog", "Ledger", "Evidence", "Draws", "Complaints",
                "Supervision",
            ],
            swiftSettings: strict),
        .target(
            name: "Journals", dependencies: ["Values", "EPCIS", "TransparencyLog", "Ledger", "Evidence"],
            swiftSettings: strict),
        .target(
            name: "LedgerProtocol",
            dependencies: trade + [
                "TransparencyLog", "Ledger", "Evidence", "Draws", "Complaints", "Risk", "HostState", "CZlib",
            ],
            swiftSettings: strict),
        .target(
            name: "DerivedState",
            dependencies: [
                "Values", "Rules", "Statistics", "TransparencyLog", "VerifiableIndex", "Ledger", "Evidence", "Risk",
                logging,
            ],
            swiftSettings: strict),
        .target(
            name: "HostState", dependencies: trade + ["TransparencyLog", "Ledger", "Evidence", "Journals"],
            swiftSettings: strict),
        .target(
            name: "LedgerQuery",
            dependencies: trade + [
                "TransparencyLog", "VerifiableIndex", "Ledger", "Evidence", "DerivedState", "HostState",
            ],
            swiftSettings: strict),
        .target(
            name: "Hosting",
            dependencies: trade + [
                "TransparencyLog", "VerifiableIndex", "Ledger", "Evidence", "Journals", "Draws", "Complaints",
                "Supervision", "Statistics", "Risk", "LedgerProtocol", "DerivedState", "HostState", "LedgerQuery",
                logging, crypto,
            ],
            swiftSettings: strict),

        // Stores.
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Values", "StrictJSON", "Files", "EPCIS", "Rules", "Statistics", "TransparencyLog", "VerifiableIndex",
                "Ledger", "Evidence", "Risk", "Journals", "DerivedState", "HostState", crypto,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [.embedInCode("sqlite")],
            swiftSettings: strict),

        // The network.
        .target(
            name: "LedgerServer",
            dependencies: trade + [
                "Pictures", "WebPages", "TransparencyLog", "Ledger", "Evidence", "Draws", "Complaints", "Supervision",
                "Risk", "LedgerProtocol", "DerivedState",
                "HostState", "LedgerQuery", "Hosting", crypto, logging, metrics, coreMetrics, lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            resources: [.embedInCode("openapi.json")],
            swiftSettings: strict),
        .target(
            name: "LedgerClient",
            dependencies: trade + [
                "TransparencyLog", "Ledger", "Evidence", "Draws", "Complaints", "Risk", "LedgerProtocol", "HostState",
                logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "Mailing",
            dependencies: [
                "Values",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "Witnessing",
            dependencies: [
                "Values", "TransparencyLog", "Ledger", "DerivedState", "HostState", "Hosting", "LedgerClient", logging,
            ],
            swiftSettings: strict),
        .target(
            name: "DeviceSync",
            dependencies: trade + [
                "TransparencyLog", "Ledger", "Evidence", "Journals", "HostState", "LedgerProtocol", "LedgerClient",
            ],
            swiftSettings: strict),

        // The commands.
        .target(
            name: "CommandSupport", dependencies: trade + ["Files", system, argumentParser], swiftSettings: strict),
        .executableTarget(
            name: "yimad",
            dependencies: trade + [
                "CommandSupport", "TransparencyLog", "VerifiableIndex", "Ledger", "Evidence", "Journals",
                "LedgerProtocol",
                "DerivedState", "HostState", "LedgerQuery", "Hosting", "SQLiteStore", "LedgerServer", "LedgerClient",
                "Risk", "Mailing", "Witnessing", logging,
                lifecycle, unixSignals, argumentParser,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                "Files", system,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "yima",
            dependencies: trade + [
                "CommandSupport", "Files", "TransparencyLog", "VerifiableIndex", "Interchange", "Pictures", "Printing",
                "WebPages", "Ledger",
                "Statistics", "Draws", "Complaints", "Supervision", "Risk", "Reports", "Evidence", "Journals",
                "LedgerProtocol", "HostState",
                "SQLiteStore", "LedgerClient",
                "DeviceSync",
                "Mirroring", system, argumentParser,
            ],
            swiftSettings: strict),

        // Measures and tests.
        .target(name: "CAllocationCount"),
        .executableTarget(
            name: "LedgerBench",
            dependencies: trade + house + [
                "CAllocationCount", "VerifiableIndex", "Interchange", "Pictures", "EventTesting", "LedgerTesting",
                "ProgramTesting",
                "Draws", "Statistics", "Risk", "LedgerServer", "LedgerClient", crypto, logging, argumentParser,
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "LedgerTesting",
            dependencies: trade + [
                "TransparencyLog", "Ledger", "Evidence", "Journals", "DerivedState", "HostState", "LedgerQuery",
                "Hosting", logging,
            ],
            swiftSettings: strict),
        // What `scripts/demo --district` records.
        .executableTarget(
            name: "DistrictTables", dependencies: ["Values", "LedgerTesting"], swiftSettings: strict),
        .target(name: "ProgramTesting", dependencies: [subprocess, system], swiftSettings: strict),
        .target(name: "OracleTesting", dependencies: ["ProgramTesting"], swiftSettings: strict),
        .target(name: "EventTesting", dependencies: ["Values", "Codes", "EPCIS", "Chains"], swiftSettings: strict),
        .target(
            name: "ReaderFuzzing",
            dependencies: trade + [
                "Interchange", "TransparencyLog", "VerifiableIndex", "Ledger", "Evidence", "Draws", "Supervision",
                "HostState", "CZip",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReaderFuzzingTests", dependencies: ["ReaderFuzzing", "LedgerTesting"],
            exclude: ["attacks", "corpus", "words"], swiftSettings: strict),
        .testTarget(name: "ValuesTests", dependencies: ["Values"], swiftSettings: strict),
        .testTarget(name: "StrictJSONTests", dependencies: ["Values", "StrictJSON"], swiftSettings: strict),
        .testTarget(
            name: "TransparencyLogTests", dependencies: ["TransparencyLog", "OracleTesting", "CSodium", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "VerifiableIndexTests",
            dependencies: ["VerifiableIndex", "TransparencyLog", "Values", "OracleTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Values", "StrictJSON", "Statistics"], swiftSettings: strict),
        .testTarget(
            name: "DrawsTests",
            dependencies: [
                "Values", "StrictJSON", "EPCIS", "TransparencyLog", "VerifiableIndex", "Ledger", "Evidence", "Draws",
                "Supervision", "OracleTesting", "LedgerTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SupervisionTests",
            dependencies: trade + ["Ledger", "Evidence", "Draws", "Statistics", "Supervision"],
            swiftSettings: strict),
        .testTarget(
            name: "RiskTests",
            dependencies: trade + [
                "Statistics", "Ledger", "Evidence", "Draws", "Complaints", "Supervision", "Risk",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MailingTests",
            dependencies: ["Values", "Mailing", "OracleTesting", "ProgramTesting"], swiftSettings: strict),
        .testTarget(
            name: "ReportsTests",
            dependencies: trade + [
                "Statistics", "Pictures", "Ledger", "Evidence", "Draws", "Complaints", "Supervision", "Reports",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ComplaintsTests",
            dependencies: [
                "Values", "StrictJSON", "EPCIS", "Rules", "Ledger", "Evidence", "Complaints", "LedgerTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CodesTests", dependencies: ["Values", "StrictJSON", "Codes", "OracleTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "EPCISTests",
            dependencies: ["Values", "StrictJSON", "Codes", "EPCIS", "EventTesting", "OracleTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "ProfilesTests",
            dependencies: [
                "Values", "StrictJSON", "Codes", "EPCIS", "Profiles", "Interchange", "EventTesting", "OracleTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "InterchangeTests",
            dependencies: [
                "Values", "StrictJSON", "Codes", "EPCIS", "Profiles", "Interchange", "OracleTesting", "CZip",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PrintingTests",
            dependencies: trade + [
                "Statistics", "Interchange", "Pictures", "Printing", "Reports", "OracleTesting",
                "ProgramTesting",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RulesTests",
            dependencies: trade + [
                "Pictures", "Interchange", "WebPages", "EventTesting", "OracleTesting", "LedgerTesting",
            ],
            exclude: ["known-misses.txt", "Pictures/golden"], swiftSettings: strict),
        .testTarget(
            name: "LedgerTests",
            dependencies: trade + house + ["VerifiableIndex", "Complaints", "LedgerTesting", "OracleTesting", logging],
            swiftSettings: strict),
        .testTarget(
            name: "DerivedStateTests",
            dependencies: trade + house + ["VerifiableIndex", "LedgerTesting", logging], swiftSettings: strict),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: trade + house + [
                "Risk", "LedgerTesting", logging, .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerServerTests",
            dependencies: trade + house + [
                "Draws", "Complaints", "Risk", "LedgerTesting", "LedgerServer", "LedgerClient", "WebPages",
                "VerifiableIndex",
                "OracleTesting",
                "ProgramTesting", logging, coreMetrics, lifecycle,
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WitnessingTests",
            dependencies: [
                "Values", "TransparencyLog", "Ledger", "HostState", "Hosting", "LedgerClient", "Witnessing",
                "Draws", "LedgerTesting", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DeviceSyncTests", dependencies: trade + house + ["LedgerTesting", "LedgerClient", "DeviceSync"],
            swiftSettings: strict),
        .testTarget(
            name: "MirroringTests",
            dependencies: ["TransparencyLog", "Values", "Ledger", "Mirroring", "LedgerTesting", "Files", logging],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: trade + house + [
                "Draws", "Complaints", "Risk", "yima", "yimad", "LedgerTesting", "OracleTesting", "ProgramTesting",
                "LedgerClient", logging,
            ],
            exclude: ["golden"],
            swiftSettings: strict),
        .testTarget(
            name: "CrashTests",
            dependencies: trade + house + ["Complaints", "yimad", "LedgerClient", "ProgramTesting"],
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

// While one works on a part: only these test targets are built (YIMA_TEST_TARGETS=LedgerTests,RulesTests).
if let wanted = Context.environment["YIMA_TEST_TARGETS"]?.split(separator: ",").map(String.init) {
    package.targets.removeAll { $0.type == .test && !wanted.contains($0.name) }
}
