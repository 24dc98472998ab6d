package import Values

/// What is wrong with a request, in one word: the last part of a problem's type `urn:yima:problem:<word>`.
package enum ProblemWord: String, Hashable, Sendable, CaseIterable {
    // What was asked.
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case malformedQuery = "malformed-query"
    case targetTooLong = "target-too-long"
    case unsupportedMediaType = "unsupported-media-type"
    case bodyTooLarge = "body-too-large"
    case truncatedBody = "truncated-body"
    case slowBody = "slow-body"
    case malformedJournalName = "malformed-journal-name"
    case malformedPush = "malformed-push"
    case malformedNote = "malformed-note"
    case malformedCode = "malformed-code"
    case malformedDisclosures = "malformed-disclosures"
    case malformedQuestion = "malformed-question"
    case malformedCheckpoint = "malformed-checkpoint"
    case malformedReport = "malformed-report"
    case answerTooLarge = "answer-too-large"
    // What is not there.
    case unknownCode = "unknown-code"
    case unknownJournal = "unknown-journal"
    case unknownLog = "unknown-log"
    case noSuchTile = "no-such-tile"
    case noSuchDefinition = "no-such-definition"
    case unknownEvent = "unknown-event"
    case noSuchEntry = "no-such-entry"
    case noSuchLink = "no-such-link"
    case keepsNoDisclosures = "keeps-no-disclosures"
    case keepsNoFindings = "keeps-no-findings"
    case keepsNoDraws = "keeps-no-draws"
    case unknownDraw = "unknown-draw"
    case takesNoReports = "takes-no-reports"
    case unknownComplaint = "unknown-complaint"
    // Who may not.
    case notEnrolled = "not-enrolled"
    case deviceRevoked = "device-revoked"
    case deviceStolen = "device-stolen"
    case operatorSuspended = "operator-suspended"
    case badSignature = "bad-signature"
    case notYours = "not-yours"
    case staleRequest = "stale-request"
    case spentRequest = "spent-request"
    case unboundRequest = "unbound-request"
    case otherLedger = "other-ledger"
    case crossSite = "cross-site"
    // What contradicts the ledger.
    case gap
    case fork
    case notWhatWasSigned = "not-what-was-signed"
    case inconsistentCheckpoint = "inconsistent-checkpoint"
    case notSealed = "not-sealed"
    case notCommittedTo = "not-committed-to"
    case alreadyHeld = "already-held"
    case heldOtherwise = "held-otherwise"
    case notHeld = "not-held"
    case foreignJournal = "foreign-journal"
    case timeInFuture = "time-in-future"
    case notAnAct = "not-an-act"
    case malformedKey = "malformed-key"
    case unknownOperator = "unknown-operator"
    case unknownDevice = "unknown-device"
    case journalHasAnotherKey = "journal-has-another-key"
    case adminKeyMissing = "admin-key-missing"
    // What the daemon cannot do now.
    case busy
    case tooManyReports = "too-many-reports"
    case overloaded
    case abandoned
    case notCommitted = "not-committed"
    case stopped
    case storeUnavailable = "store-unavailable"
    case storeDamaged = "store-damaged"
    case clockBehind = "clock-behind"
    case notCosigned = "not-cosigned"
    case indexBehind = "index-behind"
    case erasuresUncertain = "erasures-uncertain"
    case internalError = "internal-error"
}

extension ProblemWord {
    /// The first part of a problem's type.
    package static let typePrefix = "urn:yima:problem:"

    /// The HTTP status (RFC 9110 §15). The only place that knows which goes with which.
    package var status: Int {
        switch self {
        case .malformedQuery, .truncatedBody, .malformedJournalName, .malformedPush, .malformedNote, .malformedCode,
            .malformedDisclosures, .malformedQuestion, .malformedCheckpoint, .malformedReport:
            400
        case .notEnrolled, .deviceRevoked, .deviceStolen, .operatorSuspended, .badSignature, .notYours, .staleRequest,
            .spentRequest, .unboundRequest, .otherLedger, .crossSite:
            403
        case .notFound, .unknownCode, .unknownJournal, .unknownLog, .noSuchTile, .noSuchDefinition, .unknownEvent,
            .noSuchEntry, .noSuchLink,
            .keepsNoDisclosures, .keepsNoFindings, .keepsNoDraws, .unknownDraw, .takesNoReports, .unknownComplaint:
            404
        case .methodNotAllowed: 405
        case .slowBody: 408
        case .gap, .alreadyHeld, .heldOtherwise, .notHeld: 409
        case .bodyTooLarge, .answerTooLarge: 413
        case .targetTooLong: 414
        case .unsupportedMediaType: 415
        case .fork, .notWhatWasSigned, .inconsistentCheckpoint, .foreignJournal, .timeInFuture, .notSealed, .notAnAct,
            .notCommittedTo,
            .malformedKey,
            .unknownOperator, .unknownDevice, .journalHasAnotherKey,
            .adminKeyMissing:
            422
        case .busy, .tooManyReports: 429
        // No answer reaches anybody; logs and counters know this status from other servers.
        case .abandoned: 499
        case .storeDamaged, .internalError: 500
        case .overloaded, .notCommitted, .stopped, .storeUnavailable, .indexBehind, .erasuresUncertain, .clockBehind,
            .notCosigned:
            503
        }
    }

    /// What it means, the same for every occurrence.
    package var title: Wording {
        switch self {
        case .notFound: Wording(en: "not found", zh: "未找到")
        case .methodNotAllowed: Wording(en: "method not allowed here", zh: "此处不支持该方法")
        case .malformedQuery: Wording(en: "malformed query", zh: "查询参数有误")
        case .targetTooLong: Wording(en: "path and query too long", zh: "路径和查询过长")
        case .unsupportedMediaType: Wording(en: "unsupported media type", zh: "不支持的媒体类型")
        case .bodyTooLarge: Wording(en: "body too large", zh: "请求体过大")
        case .answerTooLarge: Wording(en: "too much for one answer", zh: "应答内容过多")
        case .truncatedBody: Wording(en: "truncated body", zh: "请求体不完整")
        case .slowBody: Wording(en: "the body came too slowly", zh: "请求体传输过慢")
        case .malformedJournalName: Wording(en: "malformed journal name", zh: "日志名称有误")
        case .malformedPush: Wording(en: "malformed push", zh: "推送内容有误")
        case .malformedNote: Wording(en: "malformed signed note", zh: "签名文书格式有误")
        case .malformedCode: Wording(en: "malformed code", zh: "编码有误")
        case .malformedDisclosures: Wording(en: "malformed private values", zh: "私密信息格式有误")
        case .malformedQuestion: Wording(en: "malformed question", zh: "询问格式有误")
        case .malformedCheckpoint: Wording(en: "malformed checkpoint", zh: "检查点格式有误")
        case .unknownLog: Wording(en: "this log is not witnessed here", zh: "此处不见证该日志")
        case .inconsistentCheckpoint:
            Wording(en: "does not continue what was cosigned", zh: "不是已联署内容的延续")
        case .clockBehind: Wording(en: "the clock went back", zh: "系统时钟倒退")
        case .notCosigned: Wording(en: "witnesses have cosigned nothing yet", zh: "尚无见证方联署")
        case .unknownEvent: Wording(en: "the ledger does not hold this event yet", zh: "账本尚无此事件")
        case .noSuchDefinition: Wording(en: "no such definition file", zh: "没有该规则文件")
        case .noSuchEntry: Wording(en: "no such event entry", zh: "没有该事件条目")
        case .noSuchLink: Wording(en: "no such link", zh: "没有此类链接")
        case .keepsNoDisclosures: Wording(en: "this host keeps no private values", zh: "本主机不保存私密信息")
        case .keepsNoFindings: Wording(en: "this host does not watch its ledger", zh: "本主机未启用监测")
        case .notSealed: Wording(en: "the event seals no such value", zh: "事件未密封该信息")
        case .notYours: Wording(en: "not this operator's event", zh: "不是该主体的事件")
        case .staleRequest: Wording(en: "the request's time is not now", zh: "请求时间不符")
        case .spentRequest: Wording(en: "the request was answered before", zh: "该请求已被应答过")
        case .unboundRequest: Wording(en: "the request is not bound to one ledger and one use", zh: "请求未限定账本和使用次数")
        case .otherLedger: Wording(en: "the request is for another ledger", zh: "请求是发给另一账本的")
        case .keepsNoDraws: Wording(en: "this host keeps no files of draws", zh: "本主机不保存抽查文件")
        case .malformedReport: Wording(en: "malformed report", zh: "投诉举报内容有误")
        case .takesNoReports: Wording(en: "this host takes no reports", zh: "本主机未启用投诉举报")
        case .unknownComplaint: Wording(en: "no such complaint", zh: "没有该投诉举报")
        case .crossSite: Wording(en: "sent from another site's page", zh: "来自其他网站的页面")
        case .tooManyReports: Wording(en: "too many of these lately", zh: "近期次数过多")
        case .unknownDraw: Wording(en: "no such draw", zh: "没有该次抽查")
        case .notCommittedTo:
            Wording(en: "not a file that the draw commits to", zh: "不是该次抽查所承诺的文件")
        case .unknownCode: Wording(en: "no event of this code is on record", zh: "没有该编码的记录")
        case .unknownJournal: Wording(en: "nothing of this journal is held", zh: "没有该日志的记录")
        case .noSuchTile: Wording(en: "no such tile", zh: "没有该瓦片")
        case .notEnrolled: Wording(en: "device not enrolled", zh: "设备未登记")
        case .deviceStolen: Wording(en: "device revoked as stolen", zh: "设备已因失窃吊销")
        case .deviceRevoked: Wording(en: "device revoked", zh: "设备已吊销")
        case .operatorSuspended: Wording(en: "operator suspended", zh: "主体已停用")
        case .badSignature: Wording(en: "bad signature", zh: "签名无效")
        case .gap: Wording(en: "the push leaves a gap", zh: "推送与已收记录之间有缺口")
        case .fork: Wording(en: "the journal has forked", zh: "日志分叉")
        case .notWhatWasSigned: Wording(en: "not what was signed", zh: "与所签内容不符")
        case .heldOtherwise: Wording(en: "on record otherwise", zh: "已在册，但内容不同")
        case .notHeld: Wording(en: "nothing of the kind to take back", zh: "没有可收回的内容")
        case .foreignJournal: Wording(en: "not a journal concerned", zh: "与此无关的日志")
        case .timeInFuture: Wording(en: "a time in the future", zh: "时间尚未到来")
        case .alreadyHeld: Wording(en: "already on record", zh: "已在册")
        case .notAnAct: Wording(en: "not an act of this ledger", zh: "不是本账本的管理行为")
        case .malformedKey: Wording(en: "malformed verifier key", zh: "验证密钥有误")
        case .unknownOperator: Wording(en: "unknown operator", zh: "未知主体")
        case .unknownDevice: Wording(en: "unknown device", zh: "未知设备")
        case .journalHasAnotherKey: Wording(en: "the journal has another key", zh: "该日志已有另一密钥")
        case .adminKeyMissing: Wording(en: "the ledger has no admin key yet", zh: "账本尚无管理密钥")
        case .busy: Wording(en: "too much is waiting", zh: "等待处理的内容过多")
        case .overloaded: Wording(en: "too many requests at one time", zh: "同时请求过多")
        case .abandoned: Wording(en: "the client went away", zh: "客户端已离开")
        case .notCommitted: Wording(en: "nothing was written", zh: "未写入任何内容")
        case .stopped: Wording(en: "the ledger takes no entries", zh: "账本已停止接收")
        case .storeUnavailable: Wording(en: "the store cannot be used now", zh: "存储暂不可用")
        case .storeDamaged: Wording(en: "the store is damaged", zh: "存储缺失或损坏")
        case .indexBehind: Wording(en: "the code index is behind", zh: "编码索引滞后")
        case .erasuresUncertain: Wording(en: "it is not certain what was erased", zh: "无法确定已删除的私密信息")
        case .internalError: Wording(en: "internal error", zh: "内部错误")
        }
    }
}
