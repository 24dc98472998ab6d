import Codes
import Ledger
import LedgerProtocol
import StrictJSON
import TransparencyLog
import Values

// What the domain refuses, as problems. Each switch is exhaustive on purpose: a new refusal does not compile until it is said
// here how it is told.

extension Problem {
    init(_ refusal: PushRefusal) {
        switch refusal {
        case .malformed(let malformation):
            self.init(malformation)
        case .standing(let standing):
            self.init(standing)
        case .badSignature:
            self.init(
                .badSignature, en: "the journal's checkpoint is not signed by the enrolled key of this journal",
                zh: "日志检查点不是由该日志登记的密钥签署")
        case .gap(let held):
            self.init(
                .gap, en: "the ledger holds \(held) events of this journal: send from \(held) on",
                zh: "账本已收到该日志的 \(held) 条记录，请从第 \(held) 条起发送", members: [("held", .unsigned(held))])
        case .fork(let entry, let held, let heldCheckpoint, let offered):
            self.init(
                .fork,
                en:
                    "what was sent does not continue the \(held) events that this journal signed before: a fork, now entry \(entry)",
                zh: "所发内容与该日志先前签署的 \(held) 条记录不连续：日志分叉，已记入条目 \(entry)",
                members: [
                    ("entry", .unsigned(entry)), ("held", .unsigned(held)),
                    ("heldCheckpoint", .string(String(decoding: heldCheckpoint, as: UTF8.self))),
                    (
                        "offered",
                        .object([("size", .unsigned(offered.treeSize)), ("root", .string(offered.root.base64))])
                    ),
                ])
        case .notWhatWasSigned(let held):
            self.init(
                .notWhatWasSigned,
                en: "the entries that came are not those that the checkpoint was signed over; \(held) events are held",
                zh: "收到的条目与检查点所签的内容不符；已收到 \(held) 条", members: [("held", .unsigned(held))])
        case .busy(let seconds):
            self.init(busyFor: seconds)
        case .notCommitted(let reason):
            self.init(notCommitted: reason)
        case .stopped(let reason):
            self.init(stopped: reason)
        }
    }

    init(_ refusal: AdminRefusal) {
        switch refusal {
        case .refused(let refusal): self.init(refusal)
        case .busy(let seconds): self.init(busyFor: seconds)
        case .notCommitted(let reason): self.init(notCommitted: reason)
        case .stopped(let reason): self.init(stopped: reason)
        }
    }

    init(_ refusal: Registry.Refusal) {
        let hint = refusal.hint?.wording()
        let word: ProblemWord
        var members: [(String, JSONNode)] = []
        switch refusal {
        case .notANote: word = .malformedNote
        case .badSignature: word = .badSignature
        case .notAnAct, .badFork, .definitionIsMissing, .nextKeyNotHeld: word = .notAnAct
        case .alreadyHeld(let entry):
            word = .alreadyHeld
            members = [("entry", .unsigned(entry))]
        case .malformedKey: word = .malformedKey
        case .unknownOperator: word = .unknownOperator
        case .unknownDevice: word = .unknownDevice
        case .journalHasAnotherKey: word = .journalHasAnotherKey
        case .firstEntryMustEnrolTheAdminKey: word = .adminKeyMissing
        case .operatorHasAnotherName, .hasAnotherPredecessor: word = .heldOtherwise
        case .operatorIsSuspended: word = .operatorSuspended
        case .deviceIsRevoked: word = .deviceRevoked
        case .deviceWasStolen: word = .deviceStolen
        case .journalHasForked: word = .fork
        case .foreignPredecessor, .foreignExtent: word = .foreignJournal
        case .fromInFuture: word = .timeInFuture
        case .roleNotHeld, .prefixNotHeld: word = .notHeld
        }
        if let hint { members += [("hint", .string(hint.en)), ("hintZh", .string(hint.zh))] }
        self.init(word, refusal.wording, members: members)
    }

    init(_ standing: Registry.Standing) {
        let word: ProblemWord =
            switch standing {
            // Never a reason to refuse; said as what it would be, a fault of the daemon.
            case .good: .internalError
            case .notEnrolled: .notEnrolled
            case .revoked: .deviceRevoked
            case .stolen: .deviceStolen
            case .operatorSuspended: .operatorSuspended
            case .forked: .fork
            }
        self.init(
            word, standing.wording, members: standing.decidingEntry.map { [("entry", .unsigned($0))] } ?? [])
    }

    init(_ error: StoreError) {
        switch error {
        case .conflict, .notCommitted, .outcomeUnknown, .unreadable, .locked:
            self.init(
                .storeUnavailable, en: error.reason, zh: "存储暂不可用", retryAfterSeconds: Self.retrySecondsOfStore)
        case .missing, .damaged:
            // Damage does not go away by asking again.
            self.init(.storeDamaged, en: error.reason, zh: "存储缺失或损坏：请在主机上运行 yimad fsck")
        }
    }

    init(_ error: CodeError) {
        var members: [(String, JSONNode)] = [("reason", .string(error.reason.rawValue))]
        if let position = error.position { members.append(("position", .integer(position))) }
        if let hint = error.hint {
            members += [("hint", .string(hint.en)), ("hintZh", .string(hint.zh))]
        }
        self.init(.malformedCode, error.wording, members: members)
    }

    private static let retrySecondsOfStore = 10

    private init(busyFor seconds: Int) {
        self.init(
            .busy, en: "too many pushes are waiting: come again in \(seconds) s", zh: "排队的推送过多，请在 \(seconds) 秒后重试",
            retryAfterSeconds: seconds)
    }

    private init(notCommitted reason: String) {
        self.init(
            .notCommitted, en: reason, zh: "未写入：存储拒绝写入", retryAfterSeconds: Self.retrySecondsOfStore)
    }

    private init(stopped reason: String) {
        self.init(
            .stopped, en: "the ledger has stopped (\(reason)); whether this was written is told after its restart",
            zh: "账本已停止接收；是否写入须待其重启后确认", retryAfterSeconds: Self.retrySecondsOfStore)
    }
}

extension Problem {
    /// Why a body is not a push, with the place as a member where there is one.
    init(_ malformation: PushRequest.Malformation) {
        switch malformation {
        case .truncatedNote(let length, let available):
            self.init(
                .malformedPush,
                en:
                    "offset 0: the checkpoint claims \(length) bytes (at most \(PushRequest.noteBytesMax)), \(available) follow",
                zh: "偏移 0：检查点声称 \(length) 字节（上限 \(PushRequest.noteBytesMax)），其后只有 \(available) 字节",
                members: [("offset", .integer(0))])
        case .badNote(let reason):
            self.init(
                .malformedPush, en: "offset 4: not a journal checkpoint: \(reason)", zh: "偏移 4：不是日志检查点",
                members: [("offset", .integer(4))])
        case .badBundle(let reason):
            self.init(.malformedPush, en: reason, zh: "条目包有误：\(reason)")
        case .tooManyEntries:
            self.init(
                .malformedPush, en: "more than \(PushRequest.entriesMax) entries in one push",
                zh: "一次推送超过 \(PushRequest.entriesMax) 条")
        case .otherJournal(let origin):
            self.init(
                .malformedPush, en: "the checkpoint is of journal \(origin.printable), not of the one in the path",
                zh: "检查点属于日志 \(origin.printable)，与路径不符")
        case .sizeMismatch(let from, let entries, let treeSize):
            self.init(
                .malformedPush,
                en: "\(entries) entries from \(from) on do not lead to the checkpoint's size \(treeSize)",
                zh: "从 \(from) 起的 \(entries) 条与检查点的大小 \(treeSize) 不符")
        case .badEntry(let index):
            self.init(
                .malformedPush, en: "entry \(index) does not begin with 'yima/1 event <journal> \(index)'",
                zh: "第 \(index) 条不是以“yima/1 event <日志> \(index)”开头", members: [("index", .unsigned(index))])
        }
    }
}
