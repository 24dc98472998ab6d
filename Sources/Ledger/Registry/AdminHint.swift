public import Values

/// What the host can do about a refusal: a command on the ledger's host.
public enum AdminHint: Hashable, Sendable {
    case enrolOperator(uscc: String)
    case renameOperator(uscc: String)
    case reinstateOperator(uscc: String)
    case listDevices
    case listRoles
    case listPrefixes
    case enrolDevice
    case reinstateDevice
    /// A new journal in the place of one that takes nothing more.
    case succeed(journal: String)

    /// - Parameters:
    ///   - data: the ledger's directory, as the commands name it.
    ///   - key: the device's verifier key, where it is known.
    public func wording(data: String = "DIR", key: String? = nil) -> Wording {
        let (vkey, vkeyZh) = (
            key.map { "--vkey '\($0)'" } ?? "--vkey VKEY", key.map { "--vkey '\($0)'" } ?? "--vkey 验证密钥"
        )
        switch self {
        case .enrolOperator(let uscc):
            return Self.command("operator add --data \(data) --uscc \(uscc)", en: "--name NAME", zh: "--name 名称")
        case .renameOperator(let uscc):
            return Self.command("operator rename --data \(data) --uscc \(uscc)", en: "--name NAME", zh: "--name 名称")
        case .reinstateOperator(let uscc):
            return Self.command("operator reinstate --data \(data) --uscc \(uscc)")
        case .listDevices:
            return Self.command("device list --data \(data)")
        case .listRoles:
            return Self.command("role list --data \(data)")
        case .listPrefixes:
            return Self.command("prefix list --data \(data)")
        case .enrolDevice:
            return Self.command("device add --data \(data)", en: vkey, zh: vkeyZh)
        case .reinstateDevice:
            return Self.command("device reinstate --data \(data)", en: vkey, zh: vkeyZh)
        case .succeed(let journal):
            // Not the key at hand: that is the one which takes nothing more.
            let command = Self.command(
                "device add --data \(data)", en: "--vkey VKEY --predecessor \(journal)",
                zh: "--vkey 验证密钥 --predecessor \(journal)")
            return Wording(
                en: "begin a new journal under another name (yima init) and enrol it as the successor; " + command.en,
                zh: "请以新名称建立日志（yima init）并登记为其后继；" + command.zh)
        }
    }

    private static func command(_ command: String, en: String? = nil, zh: String? = nil) -> Wording {
        Wording(
            en: (["on the ledger's host: yimad \(command)"] + (en.map { [$0] } ?? [])).joined(separator: " "),
            zh: (["请在账本主机上执行：yimad \(command)"] + (zh.map { [$0] } ?? [])).joined(separator: " "))
    }
}

extension Registry.Refusal {
    /// What the host can do about it.
    public var hint: AdminHint? {
        switch self {
        case .unknownOperator(let uscc): .enrolOperator(uscc: uscc)
        case .unknownDevice: .listDevices
        case .operatorHasAnotherName(let uscc, _): .renameOperator(uscc: uscc)
        case .operatorIsSuspended(let uscc, _): .reinstateOperator(uscc: uscc)
        case .deviceIsRevoked: .reinstateDevice
        case .roleNotHeld: .listRoles
        case .prefixNotHeld: .listPrefixes
        case .journalHasAnotherKey(let journal), .deviceWasStolen(let journal, _), .journalHasForked(let journal, _):
            .succeed(journal: journal)
        case .notANote, .badSignature, .notAnAct, .alreadyHeld, .malformedKey, .firstEntryMustEnrolTheAdminKey,
            .nextKeyNotHeld,
            .hasAnotherPredecessor, .foreignPredecessor, .foreignExtent, .fromInFuture, .badFork,
            .definitionIsMissing:
            nil
        }
    }
}
