import HostState
import LedgerProtocol
import StrictJSON
import Values

extension Problem {
    init(_ refusal: DisclosureService.Refusal) {
        switch refusal {
        case .unknownEvent(let index):
            self.init(
                .unknownEvent, en: "the ledger does not hold event \(index) of this journal yet: push first",
                zh: "账本尚无该日志的第 \(index) 条事件，请先推送", members: [("index", .unsigned(index))])
        case .notSealed(let index, let name):
            self.init(
                .notSealed, en: "event \(index) of the journal seals no such value of \(name)",
                zh: "日志第 \(index) 条事件没有密封这样的 \(name)", members: [("index", .unsigned(index))])
        case .malformedRequest:
            self.init(
                .malformedNote, en: "not a signed request for private values of this ledger",
                zh: "不是针对本账本私密信息的签名请求")
        case .unboundRequest:
            self.init(
                .unboundRequest,
                en: "a request of Yima 0.3 could be passed on and used again: ask with a newer version",
                zh: "Yima 0.3 的请求可被转发和重复使用：请用新版本提出请求")
        case .otherLedger:
            self.init(
                .otherLedger, en: "the request is signed for a ledger with another key", zh: "请求是为另一密钥的账本签署的")
        case .spent:
            self.init(
                .spentRequest, en: "this very request was answered before: sign a new one", zh: "该请求已被应答过：请重新签署")
        case .tooManyRequests:
            self.init(
                .busy, en: "too many requests for private values: come again later", zh: "私密信息请求过多，请稍后再试",
                retryAfterSeconds: Int(DisclosureRequest.clockSkewSecondsMax))
        case .badSignature:
            self.init(
                .badSignature, en: "the request is not signed by the enrolled key of that name", zh: "请求不是由该名称登记的密钥签署")
        case .standing(let standing):
            self.init(standing)
        case .stale(let now):
            self.init(
                .staleRequest, en: "the request's time is not now: here it is \(now)", zh: "请求时间不符：主机时间为 \(now)",
                members: [("now", .string("\(now)"))])
        case .notYours(let entry):
            self.init(
                .notYours,
                en: "entry \(entry) is another operator's: only that operator or the host may have it erased",
                zh: "条目 \(entry) 属其他主体：只有该主体或主机可以删除", members: [("entry", .unsigned(entry))])
        case .noSuchEntry(let entry):
            self.init(
                .noSuchEntry, en: "entry \(entry) is no event of this ledger", zh: "条目 \(entry) 不是本账本的事件",
                members: [("entry", .unsigned(entry))])
        case .tooMuch(let entry):
            self.init(
                .answerTooLarge,
                en: "more than \(DisclosureAnswer.bytesMax) bytes of values: ask for those before \(entry) first",
                zh: "私密信息超过 \(DisclosureAnswer.bytesMax) 字节，请先请求条目 \(entry) 之前的部分",
                members: [("entry", .unsigned(entry))])
        case .erasuresUncertain(let trouble):
            self.init(
                .erasuresUncertain,
                en: "this host takes no private values until it knows again which were erased: \(trouble.wording.en)",
                zh: "在确定哪些私密信息已删除之前，本主机不再接收：\(trouble.wording.zh)",
                // Whoever runs the host has to do something first.
                retryAfterSeconds: 3600)
        case .store(let error):
            self.init(error)
        }
    }
}
