public import Values

extension Registry.Refusal {
    /// Why an admin note is not taken, for people.
    public var wording: Wording {
        switch self {
        case .notANote: Wording(en: "not a signed note", zh: "不是签名文书")
        case .badSignature: Wording(en: "not signed by the ledger's admin key", zh: "不是账本管理密钥所签")
        case .notAnAct: Wording(en: "not an act of this ledger", zh: "不是本账本的管理行为")
        case .alreadyHeld(let entry):
            Wording(en: "the ledger says so already (entry \(entry))", zh: "账本中已有此登记（条目 \(entry)）")
        case .malformedKey(let key): Wording(en: "not a verifier key: \(key)", zh: "不是验证密钥：\(key)")
        case .unknownOperator(let uscc):
            Wording(
                en: "operator \(uscc) is not enrolled (first: yimad operator add)",
                zh: "主体 \(uscc) 未登记（请先执行 yimad operator add）")
        case .unknownDevice(let journal): Wording(en: "device \(journal) is not enrolled", zh: "设备 \(journal) 未登记")
        case .journalHasAnotherKey(let journal):
            Wording(
                en: "\(journal) is enrolled with another key; a new key needs a new device name",
                zh: "\(journal) 已用另一密钥登记；新密钥需使用新的设备名")
        case .firstEntryMustEnrolTheAdminKey:
            Wording(en: "the first entry must enrol the admin key", zh: "首个条目必须登记管理密钥")
        }
    }
}

extension Registry.Standing {
    /// Why a device may or may not record, in a fragment.
    public var wording: Wording {
        switch self {
        case .good: Wording(en: "in good standing", zh: "有效")
        case .notEnrolled: Wording(en: "not enrolled", zh: "未登记")
        case .notYetEnrolled(let from): Wording(en: "enrolled only from \(from)", zh: "自 \(from) 起才登记")
        case .revoked(let from): Wording(en: "revoked on \(from)", zh: "已于 \(from) 吊销")
        case .operatorSuspended(let from): Wording(en: "its operator suspended on \(from)", zh: "其主体已于 \(from) 停用")
        }
    }
}
