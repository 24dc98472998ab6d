import ArgumentParser
import CommandSupport
import Files
import Values

/// One rule for every file that a command writes: it takes the place of another only where that was said.
struct OverwriteOptions: ParsableArguments {
    @Flag(help: .said("write over existing files", "覆盖已有文件"))
    var force = false

    var existing: FileWriter.Existing { force ? .replaced : .refused }

    /// Ends before anything is done, where a file stands that must not be written over.
    func check(_ paths: String?...) throws(CommandError) { try check(paths.compactMap(\.self)) }

    /// To standard output, where no file is named.
    func put(_ bytes: [UInt8], to output: String?) throws(CommandError) {
        guard let output else { return try Console.write(bytes) }
        try FileWriter.write(bytes, to: output, existing: existing)
    }

    func check(_ paths: [String]) throws(CommandError) {
        guard !force, let path = paths.first(where: { $0 != "-" && FileWriter.exists($0) }) else { return }
        throw CommandError(
            .cannotWrite, at: Wording(path), en: "the file exists; nothing was written", zh: "文件已存在，未写入任何内容",
            hint: Wording(en: "--force writes over it", zh: "使用 --force 覆盖"))
    }
}
