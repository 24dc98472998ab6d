import CommandSupport
import Ledger
import Values

extension CommandError {
    /// What the journal's file would not do.
    init(_ error: StoreError) {
        switch error {
        case .conflict:
            self.init(
                .tryLater, en: "another program wrote to the journal meanwhile", zh: "其他程序同时写入了该日志",
                hint: .again)
        case .locked(let holder):
            self.init(
                .tryLater, en: "the journal is in use by \(holder)", zh: "日志正被占用（\(holder)）", hint: .again)
        case .notCommitted(let reason):
            self.init(
                .cannotWrite, en: "the journal could not be written, nothing was recorded: \(reason)",
                zh: "无法写入日志，未记录任何内容：\(reason)")
        case .outcomeUnknown(let reason):
            self.init(
                .cannotWrite, en: "it is not known whether the journal was written: \(reason)",
                zh: "无法确定日志是否已写入：\(reason)",
                hint: Wording(
                    en: "do the same again: what is recorded already is known again and not doubled",
                    zh: "请重新执行：已记录的内容会被识别，不会重复"))
        case .missing(let what):
            self.init(.cannotRead, en: "the journal is damaged: \(what) is missing", zh: "日志已损坏：缺少 \(what)")
        case .damaged(let reason):
            self.init(.cannotRead, en: "the journal is damaged: \(reason)", zh: "日志已损坏：\(reason)")
        case .unreadable(let reason):
            self.init(.cannotRead, en: "the journal cannot be read: \(reason)", zh: "无法读取日志：\(reason)")
        }
    }
}

extension Wording {
    fileprivate static let again = Wording(en: "try again", zh: "请稍后重试")
}
