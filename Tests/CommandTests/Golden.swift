import Foundation
import Testing

/// A whole run compared with a file under `golden/`: output, messages and status.
///
/// `YIMA_UPDATE_GOLDEN=1` writes the files anew; what has changed is then read in the diff.
enum Golden {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("golden")

    static func expect(
        _ outcome: Tool.Outcome, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expect(
            """
            --- status \(outcome.status)
            --- output
            \(outcome.output)--- messages
            \(outcome.errors)
            """, name, sourceLocation: sourceLocation)
    }

    static func expect(
        _ found: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = directory.appendingPathComponent(name + ".txt")
        if ProcessInfo.processInfo.environment["YIMA_UPDATE_GOLDEN"] == "1" {
            try Data(found.utf8).write(to: file)
        }
        let wanted = try String(contentsOf: file, encoding: .utf8)
        #expect(found == wanted, "differs from golden/\(name).txt", sourceLocation: sourceLocation)
    }
}
