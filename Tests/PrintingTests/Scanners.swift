import Foundation
import OracleTesting
import ProgramTesting
import Testing

/// Programs that draw and read barcodes and share nothing with this project: zint draws, ZXing-C++ and ZBar read.
enum Scanners {
    /// Without them the tests that need them are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static let areAvailable = ["zint", "ZXingReader", "zbarimg"].allSatisfy { Oracle.program(named: $0) != nil }
    static var areRequired: Bool { Oracle.areRequired }
    static let howToInstall: Comment =
        "scanners are absent: apt install zint zxing-cpp-tools zbar-tools (YIMA_REQUIRE_ORACLES=1 makes this a failure)"

    /// What a scanner saw.
    struct Scan: Hashable {
        /// `]d2`: what the symbol is and whether its data are GS1 elements (ISO/IEC 15424).
        let identifier: String
        let bytes: [UInt8]

        /// As a scanner sends it.
        var sent: String { identifier + String(decoding: bytes, as: UTF8.self) }
    }

    struct Absent: Error { let name: String }
    struct Failed: Error { let name: String, status: Int32, message: String }

    /// Reads the symbols of one format (`QRCode`, `DataMatrix`, `Code128`, `EAN-13`) in an image with ZXing-C++. Version 1.4.0 fails an
    /// assertion of its own where it finds bars in a reduced or turned copy of the image too.
    static func zxing(_ image: URL, _ format: String) async throws -> [Scan] {
        let output = try await run("ZXingReader", ["-norotate", "-noscale", "-format", format, image.path])
        var scans: [Scan] = []
        var bytes: [UInt8] = []
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("Bytes:") {
                bytes = line.dropFirst(6).split(separator: " ").compactMap { UInt8($0, radix: 16) }
            } else if line.hasPrefix("Identifier:") {
                scans.append(Scan(identifier: String(line.dropFirst(11)).trimmed, bytes: bytes))
            }
        }
        return scans
    }

    /// Reads the symbols of an image with ZBar, which names the symbol instead of sending its identifier; it reads no DataMatrix.
    static func zbar(_ image: URL) async throws -> [(type: String, bytes: [UInt8])] {
        // Its "databar" reader sees one in the bars of other symbols.
        let output = try await run("zbarimg", ["-q", "-Sdatabar.disable", "-Sdatabar-exp.disable", image.path])
        // A record begins with its type and a colon; data may hold anything but a line feed here.
        return output.split(separator: 0x0A).compactMap { line in
            line.firstIndex(of: UInt8(ascii: ":")).map {
                (String(decoding: line[..<$0], as: UTF8.self), Array(line[($0 + 1)...]))
            }
        }
    }

    /// Draws a symbol with the zint command.
    static func zint(_ symbology: String, _ arguments: [String], data: String, to image: URL) async throws {
        _ = try await run(
            "zint", ["-b", symbology, "--scale=3", "--quietzones", "-o", image.path] + arguments + ["-d", data])
    }

    private static func run(_ name: String, _ arguments: [String]) async throws -> Data {
        guard let program = Oracle.program(named: name) else { throw Absent(name: name) }
        let outcome = try await Program(program, arguments).run()
        guard outcome.status == 0 else {
            let text = String(decoding: outcome.errors, as: UTF8.self)
            throw Failed(name: name, status: outcome.status, message: text)
        }
        return outcome.output
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}

/// A directory that goes away with the last who holds it.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "yima-labels-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ bytes: [UInt8], _ name: String) throws -> URL {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file
    }
}
