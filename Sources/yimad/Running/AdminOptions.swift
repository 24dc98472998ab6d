import ArgumentParser
import CommandSupport
import Ledger
import TransparencyLog
import Values

/// What every act of the administrator takes, and how its outcome is told.
struct AdminOptions: ParsableArguments {
    @OptionGroup var place: DataOption
    @OptionGroup var places: PlacesOption

    /// Puts an act on record and says what became of it. What stands already is said, and nothing is appended.
    /// - Parameters:
    ///   - subject: whom the act is about.
    ///   - done: what the act brings about, as a fragment: `enrolled`.
    func record(_ act: AdminAct, about subject: String, _ done: Wording) async throws {
        switch try await AdminChannel(directory: place.directory.beside(places), places: places.places).append(act) {
        case .appended(let entry):
            Console.message(
                said("\(subject): \(done.en) (entry \(entry))", "\(subject)：\(done.zh)（条目 \(entry)）"))
        case .stood(let entry):
            Console.message(
                said(
                    "\(subject): \(done.en) already (entry \(entry)); nothing was changed",
                    "\(subject)：此前\(done.zh)（条目 \(entry)），未作改动"))
        }
    }
}

/// From when on, and up to which signed checkpoints, a revocation or suspension holds.
struct BanOptions: ParsableArguments {
    @Option(help: .said("Why.", "原因。"))
    var reason: String

    @Option(
        help: .said(
            "A past moment from which on it should have held: what came since is marked, not made false (default: now).",
            "追溯的起始时间（过去的时刻）：此后入账的内容会被标注，但不因此失效（默认为现在）。", valueName: "time"))
    var from: String?

    @Option(
        parsing: .singleValue,
        help: .said(
            "A file with a checkpoint that the device had signed: what comes under just that is still taken. May be repeated.",
            "设备此前签署的检查点文件：恰以该检查点上传的内容仍予接收。可重复。", valueName: "file"), completion: .file())
    var signed: [String] = []

    func moment() throws(CommandError) -> Timestamp {
        try from.map { text throws(CommandError) in try Self.time(text, option: "--from") } ?? .now
    }

    /// A point in time with its offset.
    static func time(_ text: String, option: String) throws(CommandError) -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else {
            throw CommandError(
                .usage, at: Wording("\(option) \(text.shown)"), en: "not a time", zh: "不是时间",
                hint: Wording("2026-11-29T08:30:00+08:00"))
        }
        return time
    }

    /// The points that are named as signed, in the order in which an act names them; each under its device's signature.
    func extents(in directory: LedgerDirectory) async throws(CommandError) -> [SignedExtent] {
        guard !signed.isEmpty else { return [] }
        let devices = try await directory.registry().devices
        var extents: Set<SignedExtent> = []
        for file in signed {
            let note = Array((try SmallFile.read(file) + "\n").utf8)
            let named = (try? SignedNote.parse(note)).flatMap { try? Checkpoint.parse($0.text) }
            guard let named, let journal = JournalName(named.origin), let device = devices[journal],
                let checkpoint = try? Checkpoint.open(note: note, key: device.key).checkpoint,
                let extent = SignedExtent(checkpoint)
            else {
                throw CommandError(
                    .usage, at: Wording("--signed \(file)"), en: "not a checkpoint that an enrolled device signed",
                    zh: "不是已登记设备签署的检查点")
            }
            extents.insert(extent)
        }
        return SignedExtent.ordered(extents)
    }
}
