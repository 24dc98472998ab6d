import CommandSupport
import Journals
import Ledger
import SQLiteStore
import Values

/// Which files of a device's journal lie in its directory: as after a disk was lost, one may be there without the other.
///
/// A journal is its key and its entries. With one of them gone nothing can be signed that does not contradict what was signed before, and
/// nobody is told to begin a journal where one is.
struct JournalPieces {
    let directory: String
    let hasKey: Bool
    let hasStore: Bool
    let hasSettings: Bool

    init(_ directory: String) {
        self.directory = directory
        hasKey = FileWriter.exists(JournalHome.keyPath(directory))
        hasStore = FileWriter.exists("\(directory)/\(SQLiteJournalStore.fileName)")
        hasSettings = FileWriter.exists(JournalHome.settingsPath(directory))
    }

    /// Whether there is nothing of a journal.
    var isEmpty: Bool { !hasKey && !hasStore && !hasSettings }

    /// Whether something is gone without which the journal cannot go on.
    var lacksPiece: Bool { !isEmpty && !(hasKey && hasStore) }

    /// That there is no journal, or what of it is missing and how it comes back.
    /// - Parameter status: with which the command ends.
    func missing(_ status: ExitStatus = .cannotRead) -> CommandError {
        if isEmpty {
            return CommandError(
                status, at: Wording(directory), en: "there is no journal here", zh: "此处没有日志",
                hint: Wording(
                    en: "yima init --operator USCC --name DEVICE begins one",
                    zh: "用 yima init --operator 统一社会信用代码 --name 设备名 新建"))
        }
        let key = JournalHome.keyPath(directory)
        let store = "\(directory)/\(SQLiteJournalStore.fileName)"
        let named = journal.map { " (\($0))" } ?? ""
        if hasKey {
            return CommandError(
                status, at: Wording(store),
                en: "the entries of this device's journal\(named) are missing; its key is here",
                zh: "缺少本设备日志的内容\(named)；其密钥仍在",
                hint: way(
                    Wording(
                        en:
                            "bring \(SQLiteJournalStore.fileName) back from its newest copy; with an old or an empty one the key would contradict "
                            + "what it has signed",
                        zh: "请从最新副本放回 \(SQLiteJournalStore.fileName)；若用旧的或空的日志继续，将与此前的签名相矛盾")))
        }
        guard hasStore else {
            return CommandError(
                status, at: Wording(directory),
                en:
                    "of a journal\(named) only its settings are here: device.key and \(SQLiteJournalStore.fileName) are missing",
                zh: "此处仅有日志\(named)的设置：缺少 device.key 与 \(SQLiteJournalStore.fileName)",
                hint: way(Wording(en: "bring both back from their copies", zh: "请从副本放回这两个文件")))
        }
        let isBlank = (try? SQLiteJournalStore.head(inDirectory: directory))?.size == 0
        return CommandError(
            status, at: Wording(key),
            en: "the key of this device\(named) is missing; its journal is here, \(waiting.en)",
            zh: "缺少本设备\(named)的密钥；日志仍在，\(waiting.zh)",
            hint: isBlank ? blankWay : way(Wording(en: "bring device.key back from its copy", zh: "请从副本放回 device.key")))
    }

    /// How many events would be lost with the journal.
    private var waiting: Wording {
        guard let head = try? SQLiteJournalStore.head(inDirectory: directory) else {
            return Wording(en: "and cannot be read", zh: "但无法读取")
        }
        guard head.size > 0 else { return Wording(en: "with no event in it", zh: "其中没有事件") }
        let count = head.waiting
        return Wording(
            en: count == 0
                ? "and all of it is pushed"
                : "\(count.grouped) \(count == 1 ? "event" : "events") of it not pushed yet",
            zh: count == 0 ? "均已推送" : "其中 \(count.grouped) 条尚未推送")
    }

    /// The journal's name, where its settings tell it.
    private var journal: String? { (try? JournalHome.settingsFile(directory))?["journal"] }

    /// As an `init` leaves it that was interrupted.
    private var blankWay: Wording {
        Wording(
            en:
                "nothing was recorded here: delete journal.sqlite and journal.json and begin again, under a new name where the device was enrolled",
            zh: "此处未记录任何内容：可删除 journal.sqlite 与 journal.json 后重新 yima init；若设备已登记，请用新名称")
    }

    private func way(_ back: Wording) -> Wording {
        let predecessor = journal ?? "JOURNAL"
        return Wording(
            en:
                "\(back.en); where there is none, have the device revoked (yimad device revoke) and begin a successor under a new name in another "
                + "directory: yima init --name OTHER --journal DIR, and yimad device add --vkey VKEY --predecessor \(predecessor)",
            zh: "\(back.zh)；若没有副本，请吊销该设备（yimad device revoke），并在另一目录以新名称建立后继日志："
                + "yima init --name 新设备名 --journal 目录，再由主机 yimad device add --vkey 验证密钥 --predecessor \(predecessor)")
    }
}
