import Codes
import CommandSupport
import Files
import StrictJSON
import SystemPackage
import TransparencyLog
import Values

/// One batch from its codes to its files and its summary.
struct BatchRun {
    /// Where the codes come from.
    enum Source: Equatable {
        case file(String)
        case selection(CodeSelection)
    }

    let source: Source
    let asked: BatchQuestion
    let format: BatchFormat
    /// A file, or a folder; nil for standard output.
    let output: String?
    /// A file for the summary as JSON.
    let summary: String?
    /// How many of a folder's batches are kept; nil for all.
    let keptCount: Int?

    /// Runs it, tells the summary, and gives the status of its worst line.
    func run(_ verification: BatchVerification) async throws(CommandError) -> ExitStatus {
        let told: BatchSummary
        var plan: BatchPlan?
        switch source {
        case .file(let path): told = try await run(verification, codes: path)
        case .selection(let selection): (told, plan) = try await run(verification, selection)
        }
        for line in told.lines { Console.message(said(line).printable) }
        if let plan, plan.unreadableCount > 0 {
            Console.message(
                said(
                    "\(plan.unreadableCount.grouped) times something that names codes could not be read; it is left out",
                    "有 \(plan.unreadableCount.grouped) 处涉及编码的内容无法读取，未包括在内"))
        }
        if let summary { try write(told, plan, to: summary) }
        return told.status
    }

    private func write(_ told: BatchSummary, _ plan: BatchPlan?, to path: String) throws(CommandError) {
        try FileWriter.write(told.json(plan).formatted() + [0x0A], to: path, existing: .replaced)
    }

    // MARK: A file of codes

    private func run(
        _ verification: BatchVerification, codes: String
    ) async throws(CommandError) -> BatchSummary {
        guard let output else { return try await verification.run(codes, to: stream) }
        let files = BatchFiles(file: output, format: format)
        if files.lines != files.results, !FileWriter.exists(files.lines), FileWriter.exists(files.results) {
            throw Self.exists(files.results)
        }
        let told = try await verification.run(codes, to: .init(file: try BatchOutput(path: files.lines)))
        try finish(files, told)
        return told
    }

    /// Standard output.
    private var stream: BatchVerification.Sink {
        BatchVerification.Sink(table: format == .csv ? BatchTable(language: Language.current.drawing) : nil)
    }

    private func finish(_ files: BatchFiles, _ told: BatchSummary) throws(CommandError) {
        guard files.lines != files.results else { return }
        let table = BatchTable(language: Language.current.drawing)
        try table.write(lines: files.lines, to: files.results, format, told)
    }

    private static func exists(_ path: String) -> CommandError {
        CommandError(
            .cannotWrite, at: Wording(path), en: "the file exists, and is not of this batch", zh: "文件已存在，且不属于本批次",
            hint: Wording(en: "name another file with --output", zh: "请用 --output 指定其他文件"))
    }

    // MARK: A selection

    private func run(
        _ verification: BatchVerification, _ selection: CodeSelection
    ) async throws(CommandError) -> (BatchSummary, BatchPlan?) {
        guard let output else {
            guard selection.since != .last else { throw Self.lastNeedsFolder }
            let folder = try TemporaryFolder()
            let codes = folder.path + "/codes"
            let plan = try await choose(selection, verification, codes: codes)
            let told = try await verification.run(codes, to: stream)
            // Until here its files are needed.
            return withExtendedLifetime(folder) { (told, plan) }
        }
        if let folder = try BatchFolder(output) { return try await run(verification, selection, in: folder) }
        guard selection.since != .last else { throw Self.lastNeedsFolder }
        guard keptCount == nil else {
            throw CommandError(
                .usage, at: Wording(output), en: "--keep is for a folder of batches, which this is not",
                zh: "--keep 仅用于保存批次的目录，此处不是目录")
        }
        let files = BatchFiles(file: output, format: format)
        let known = try BatchPlan.read(files.plan)
        if known == nil, files.lines != files.results, FileWriter.exists(files.results) {
            throw Self.exists(files.results)
        }
        // Also keeps every other batch from this file.
        let results = try BatchOutput(path: files.lines)
        guard known != nil || results.isNew else { throw Self.exists(files.lines) }
        let plan =
            if let known {
                try checked(known, selection, at: files.plan)
            } else {
                try await choose(selection, verification, codes: files.codes, plan: files.plan)
            }
        return (try await run(verification, plan, files, results), plan)
    }

    /// In a folder one batch after another is kept; one that was cut is gone on with first.
    private func run(
        _ verification: BatchVerification, _ selection: CodeSelection, in folder: BatchFolder
    ) async throws(CommandError) -> (BatchSummary, BatchPlan?) {
        let plan: BatchPlan
        let files: BatchFiles
        if let known = try BatchPlan.read(folder.underway), let name = known.name {
            plan = try checked(known, selection, at: folder.underway)
            files = folder.files(name, format)
            Console.message(said("going on with the batch \(name)", "继续批次 \(name)"))
        } else {
            let last = selection.since == .last ? try lastCheckpoint(in: folder, selection, verification.ledger) : nil
            let name = folder.newName(.now)
            files = folder.files(name, format)
            plan = try await choose(
                selection, verification, codes: files.codes, plan: folder.underway, from: last, name: name)
        }
        let told = try await run(verification, plan, files, try BatchOutput(path: files.lines))
        if let path = files.summary { try write(told, plan, to: path) }
        try FileWriter.write(plan.json.formatted() + [0x0A], to: folder.last, existing: .replaced)
        for path in [folder.underway, files.codes] { FileWriter.remove(path) }
        if let keptCount {
            let removed = folder.prune(keeping: keptCount)
            if removed > 0 {
                Console.message(said("\(removed) older batches were removed", "已删除 \(removed) 个较早的批次"))
            }
        }
        return (told, plan)
    }

    private func run(
        _ verification: BatchVerification, _ plan: BatchPlan, _ files: BatchFiles, _ results: BatchOutput
    ) async throws(CommandError) -> BatchSummary {
        let told = try await verification.run(files.codes, to: .init(file: results))
        try finish(files, told)
        try FileWriter.write(plan.checkpoint, to: files.checkpoint, existing: .replaced)
        return told
    }

    private func checked(
        _ plan: BatchPlan, _ selection: CodeSelection, at path: String
    ) throws(CommandError) -> BatchPlan {
        if plan.answers(selection, asked) { return plan }
        throw CommandError(
            .badInput, at: Wording(path), en: "a batch that chose other codes, or asked otherwise; nothing was changed",
            zh: "该批次选取的编码或提问方式不同；未作任何改动",
            hint: Wording(
                en: "give the same options, or another --output", zh: "请使用相同选项，或以 --output 另指定输出"))
    }

    /// Where the last batch of a folder ended; nil where there was none.
    private func lastCheckpoint(
        in folder: BatchFolder, _ selection: CodeSelection, _ ledger: WatchedLedger
    ) throws(CommandError) -> GivenHead? {
        guard let last = try BatchPlan.read(folder.last) else {
            Console.message(
                said("no batch was finished here before: from the beginning of the ledger", "此处尚无已完成的批次：自账本开头起"))
            return nil
        }
        guard last.selection.filter == selection.filter else {
            throw CommandError(
                .badInput, at: Wording(folder.last),
                en: "the last batch here chose by other filters; nothing was changed",
                zh: "此处上一批次的筛选条件不同；未作任何改动",
                hint: Wording(en: "use a folder for each selection", zh: "每种选取请使用单独的目录"))
        }
        return try GivenHead(last.checkpoint, key: ledger.key, place: Wording(folder.last))
    }

    // MARK: Choosing

    /// Chooses the codes under the ledger's newest checkpoint, and keeps how.
    /// - Parameters:
    ///   - path: of the plan; nil where it is not kept.
    ///   - last: where the last batch ended, for `--since last`.
    ///   - name: of a folder's batch.
    private func choose(
        _ selection: CodeSelection, _ verification: BatchVerification, codes: String, plan path: String? = nil,
        from last: GivenHead? = nil, name: String? = nil
    ) async throws(CommandError) -> BatchPlan {
        let ledger = verification.ledger
        let given: GivenHead? =
            if case .checkpoint(let path)? = selection.since {
                try GivenHead(path: path, key: ledger.key)
            } else {
                last
            }
        let head = try await ledger.newestHead(continuing: given)
        let size = head.checkpoint.treeSize
        var start = given?.checkpoint.treeSize ?? 0
        if case .entry(let entry)? = selection.since { start = entry }
        guard start <= size else {
            throw CommandError(
                .usage, at: Wording("--since \(start)"), en: "the ledger has only \(size.grouped) entries",
                zh: "账本只有 \(size.grouped) 条")
        }
        let gathering = CodeGathering(
            ledger: ledger.connection, codes: verification.verifier.codes, selection: selection, entries: start..<size)
        let unreadable = try await gathering.write(to: codes)
        let plan = BatchPlan(
            selection: selection, asked: asked, entries: start..<size, checkpoint: head.note,
            unreadableCount: unreadable, name: name)
        if let path { try FileWriter.write(plan.json.formatted() + [0x0A], to: path, existing: .replaced) }
        return plan
    }

    private static let lastNeedsFolder = CommandError(
        .usage, at: Wording("--since last"),
        en: "goes on where the last batch of a folder ended: --output names the folder",
        zh: "接续目录中上一批次：须用 --output 指定已存在的目录")
}
