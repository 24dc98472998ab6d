public import Values

extension Registry.Refusal {
    /// Why an admin note or a fork is not taken, for people.
    public var wording: Wording {
        switch self {
        case .notANote: Wording(en: "not a signed note", zh: "不是签名文书")
        case .badSignature: Wording(en: "not signed by the ledger's admin key", zh: "不是账本管理密钥所签")
        case .notAnAct: Wording(en: "not an act of this ledger", zh: "不是本账本的管理行为")
        case .alreadyHeld(let entry):
            Wording(en: "the ledger says so already (entry \(entry))", zh: "账本中已有此登记（条目 \(entry)）")
        case .malformedKey(let key): Wording(en: "not a verifier key: \(key)", zh: "不是验证密钥：\(key)")
        case .unknownOperator(let uscc):
            Wording(en: "operator \(uscc) is not enrolled", zh: "主体 \(uscc) 未登记")
        case .unknownDevice(let journal): Wording(en: "device \(journal) is not enrolled", zh: "设备 \(journal) 未登记")
        case .journalHasAnotherKey(let journal):
            Wording(en: "\(journal) is enrolled with another key", zh: "\(journal) 已用另一密钥登记")
        case .firstEntryMustEnrolTheAdminKey:
            Wording(en: "the first entry must enrol the admin key", zh: "首个条目必须登记管理密钥")
        case .nextKeyNotHeld:
            Wording(
                en: "the ledger's key is exchanged where its daemon is stopped (yimad key rotate --ledger)",
                zh: "更换账本密钥须先停止守护进程（yimad key rotate --ledger）")
        case .operatorHasAnotherName(let uscc, let name):
            Wording(
                en: "operator \(uscc) is enrolled under another name: \(name)", zh: "主体 \(uscc) 已以另一名称登记：\(name)")
        case .operatorIsSuspended(let uscc, let entry):
            Wording(en: "operator \(uscc) is suspended (entry \(entry))", zh: "主体 \(uscc) 已停用（条目 \(entry)）")
        case .roleNotHeld(let uscc, let role):
            Wording(
                en: "operator \(uscc) was never granted the role \(role.word)\(role.scope.map { " in \($0)" } ?? "")",
                zh: "主体 \(uscc) 从未被授予角色 \(role.word)\(role.scope.map { "（区划 \($0)）" } ?? "")")
        case .prefixNotHeld(let uscc, let prefix):
            Wording(en: "prefix \(prefix) was never assigned to \(uscc)", zh: "前缀 \(prefix) 从未分配给 \(uscc)")
        case .deviceIsRevoked(let journal, let entry):
            Wording(en: "device \(journal) is revoked (entry \(entry))", zh: "设备 \(journal) 已吊销（条目 \(entry)）")
        case .deviceWasStolen(let journal, let entry):
            Wording(
                en: "device \(journal) is revoked as stolen (entry \(entry)): its key never stands again",
                zh: "设备 \(journal) 已因失窃吊销（条目 \(entry)），其密钥不再有效")
        case .journalHasForked(let journal, let entry):
            Wording(
                en: "journal \(journal) has forked (entry \(entry)): it takes nothing more",
                zh: "日志 \(journal) 已分叉（条目 \(entry)），不再接收任何内容")
        case .hasAnotherPredecessor(let journal, let entry):
            Wording(
                en: "device \(journal) is enrolled already, without this predecessor (entry \(entry))",
                zh: "设备 \(journal) 已登记，但前身与此不同（条目 \(entry)）")
        case .foreignPredecessor(let journal):
            Wording(
                en: "\(journal) is not another enrolled device of the same operator", zh: "\(journal) 不是同一主体另一已登记的设备")
        case .foreignExtent(let journal):
            Wording(
                en: "the checkpoint is of journal \(journal), not of one concerned", zh: "检查点属于日志 \(journal)，与此无关")
        case .fromInFuture(let moment, let now):
            Wording(
                en: "\(moment) is in the future (here it is \(now)): an act holds from its entry on",
                zh: "\(moment) 尚未到来（当前 \(now)）：管理行为自入账起生效")
        case .badFork(let fault): fault.wording
        case .definitionIsMissing(let name, let sha256):
            Wording(en: "the host has no file \(name) of SHA-256 \(sha256)", zh: "主机没有 SHA-256 为 \(sha256) 的文件 \(name)")
        }
    }
}

extension Registry.Standing {
    /// Why a device may or may not record, in a fragment.
    public var wording: Wording {
        switch self {
        case .good: Wording(en: "in good standing", zh: "有效")
        case .notEnrolled: Wording(en: "not enrolled", zh: "未登记")
        case .revoked(let entry, _): Wording(en: "revoked (entry \(entry))", zh: "已吊销（条目 \(entry)）")
        case .stolen(let entry, let since):
            Wording(
                en: "revoked as stolen since \(since) (entry \(entry))", zh: "已因失窃吊销（自 \(since) 起，条目 \(entry)）")
        case .operatorSuspended(let entry, _):
            Wording(en: "its operator suspended (entry \(entry))", zh: "其主体已停用（条目 \(entry)）")
        case .forked(let entry): Wording(en: "its journal forked (entry \(entry))", zh: "其日志已分叉（条目 \(entry)）")
        }
    }
}

extension ForkEntry.Fault {
    /// Why an entry shows no fork.
    public var wording: Wording {
        switch self {
        case .notSigned:
            Wording(en: "a fork whose checkpoints the device did not both sign", zh: "分叉的两份检查点并非均由该设备签署")
        case .noConflict: Wording(en: "a fork whose checkpoints do not conflict", zh: "分叉的两份检查点并无冲突")
        case .unprovenCommon:
            Wording(en: "a fork whose common beginning is not proven", zh: "分叉的共同起点未获证明")
        }
    }
}
