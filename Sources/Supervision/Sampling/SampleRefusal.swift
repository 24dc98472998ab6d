import Draws
public import Values

/// Why an act or a result counts for nothing, though it is signed and stands in the ledger.
public enum SampleRefusal: Hashable, Sendable {
    /// It is no act of a sampling in its one form.
    case unreadable
    /// Its signer is another than who may say it.
    case notTheirs(uscc: String)
    case notAuthority
    case otherDistrict(scopes: [String], district: String)
    case plannedBefore(entry: UInt64)
    case notPlanned
    /// A second one of this number.
    case numberTaken(String, entry: UInt64)
    case noSuchOrder(String)
    /// Nobody took a sample of this number.
    case noSuchSample(String)
    /// Not in the plan.
    case laboratoryNotPlanned(String)
    /// Not the one that the order, or the re-test, names.
    case otherLaboratory(String)
    /// Not enrolled as a laboratory before.
    case notLaboratory(String)
    case laboratoryElsewhere(String, scopes: [String], district: String)
    case outsidePlan(Wording)
    case otherFirm(String)
    case otherGoods(String)
    /// The seal is not the one that was put on.
    case otherSeal(String, taken: String)
    case noReserve
    case notReceived
    case sealBroken
    case itemNotPlanned(String)
    /// The laboratory tests other items.
    case itemOutOfScope(String)
    case otherMethod(String, planned: String)
    case unreadableValue(String, unit: String)
    case belowRange(String, least: Amount)
    case aboveRange(String, most: Amount)
    /// The verdict is not what value and limit say.
    case contradictsLimit(Wording)
    case noObjection(entry: UInt64)
    case afterTerm(CalendarDate)
    /// A party that never got a report has nothing to object to.
    case notNotified(String)
    case decidedBefore(entry: UInt64)
    /// What is decided is none of what can be decided about it.
    case notOfMatter(SampleObjection.Matter, SampleDecision.Outcome)
    /// Only what failed is tested again.
    case notFailed
    case withdrawn(entry: UInt64)
    /// The laboratory has said just that of this sample and item.
    case saidBefore(entry: UInt64)

    public var wording: Wording {
        switch self {
        case .unreadable: Wording(en: "no act of a sampling in its one form", zh: "不是格式正确的抽检行为")
        case .notTheirs(let uscc): Wording(en: "by \(uscc.shown), who may not say it", zh: "由 \(uscc.shown) 记录，无权作出")
        case .notAuthority:
            Wording(en: "its signer has not the role authority", zh: "签署方不具有监管部门（authority）角色")
        case .otherDistrict(let scopes, let district):
            Wording(
                en: "its signer is an authority of \(scopes.joined(separator: ", ")), not of \(district)",
                zh: "签署方的监管范围为 \(scopes.joined(separator: "、"))，不含 \(district)")
        case .plannedBefore(let entry): Wording(en: "there is a plan already in entry \(entry)", zh: "第 \(entry) 条已有计划")
        case .notPlanned: Wording(en: "there was no plan before it", zh: "此前没有计划")
        case .numberTaken(let number, let entry):
            Wording(en: "number \(number.shown) is taken by entry \(entry)", zh: "编号 \(number.shown) 已用于第 \(entry) 条")
        case .noSuchOrder(let number): Wording(en: "there is no order \(number.shown)", zh: "没有任务 \(number.shown)")
        case .noSuchSample(let number):
            Wording(
                en: "nobody took a sample \(number.shown) in this plan", zh: "本计划中没有样品 \(number.shown) 的抽样记录")
        case .laboratoryNotPlanned(let uscc):
            Wording(en: "\(uscc.shown) is no laboratory of the plan", zh: "\(uscc.shown) 不是计划中的检验机构")
        case .otherLaboratory(let uscc):
            Wording(en: "the sample is not for \(uscc.shown) to test", zh: "该样品未指定由 \(uscc.shown) 检验")
        case .notLaboratory(let uscc):
            Wording(en: "\(uscc.shown) was not enrolled as a laboratory before it", zh: "\(uscc.shown) 此前未登记为检验机构")
        case .laboratoryElsewhere(let uscc, let scopes, let district):
            Wording(
                en: "\(uscc.shown) is a laboratory of \(scopes.joined(separator: ", ")), not of \(district)",
                zh: "\(uscc.shown) 的检验范围为 \(scopes.joined(separator: "、"))，不含 \(district)")
        case .outsidePlan(let what): what
        case .otherFirm(let uscc):
            Wording(en: "the order is for another firm than \(uscc.shown)", zh: "任务对象不是 \(uscc.shown)")
        case .otherGoods(let code): Wording(en: "it is about other goods: \(code.shown)", zh: "所指货物不同：\(code.shown)")
        case .otherSeal(let seal, let taken):
            Wording(
                en: "the seal is \(seal.shown), and \(taken.shown) was put on",
                zh: "封条为 \(seal.shown)，抽样时为 \(taken.shown)")
        case .noReserve: Wording(en: "no reserve sample was taken", zh: "未抽取备份样品")
        case .notReceived:
            Wording(en: "the laboratory did not say before that it has the sample", zh: "检验机构此前未确认收到样品")
        case .sealBroken: Wording(en: "the sample came with its seal broken", zh: "样品送达时封条已破损")
        case .itemNotPlanned(let item): Wording(en: "the plan has no item \(item.shown)", zh: "计划中没有项目 \(item.shown)")
        case .itemOutOfScope(let item):
            Wording(en: "the laboratory does not test \(item.shown) in this plan", zh: "该机构在本计划中不承检 \(item.shown)")
        case .otherMethod(let method, let planned):
            Wording(
                en: "by \(method.shown), and the plan asks for \(planned.shown)",
                zh: "检验方法为 \(method.shown)，计划为 \(planned.shown)")
        case .unreadableValue(let value, let unit):
            Wording(
                en: "the value \(value.shown) is no number of \(unit.shown), “<” and a number, or “not detected”",
                zh: "检验值 \(value.shown) 应为以 \(unit.shown) 计的数、“<数值”或“未检出”")
        case .belowRange(let value, let least):
            Wording(
                en: "\(value.shown) is below what the method can say: it is written <\(least)",
                zh: "\(value.shown) 低于方法定量限，应写作 <\(least)")
        case .aboveRange(let value, let most):
            Wording(
                en: "\(value.shown) is above the method's range, which ends at \(most)",
                zh: "\(value.shown) 超出方法范围上限 \(most)")
        case .contradictsLimit(let limit):
            Wording(en: "the verdict is not what the value says: \(limit.en)", zh: "结论与检验值不符：\(limit.zh)")
        case .noObjection(let entry):
            Wording(en: "entry \(entry) is no objection that counts", zh: "第 \(entry) 条不是有效的申请")
        case .afterTerm(let day): Wording(en: "the term ended on \(day)", zh: "期限已于 \(day) 届满")
        case .notNotified(let uscc):
            Wording(en: "\(uscc.shown) was not given the report", zh: "\(uscc.shown) 未获送达检验结论")
        case .decidedBefore(let entry): Wording(en: "decided already in entry \(entry)", zh: "第 \(entry) 条已作出决定")
        case .notOfMatter(.retest, _):
            Wording(
                en: "an application for a re-test is accepted, with the laboratory that tests again, or refused",
                zh: "复检申请只能受理（并指定复检机构）或不予受理")
        case .notOfMatter:
            Wording(en: "only an application for a re-test has a laboratory", zh: "仅复检申请可指定复检机构")
        case .notFailed:
            Wording(en: "the sample did not fail before: there is nothing to test again", zh: "该样品此前没有不合格结果，无可复检")
        case .saidBefore(let entry):
            Wording(en: "recorded already in entry \(entry)", zh: "第 \(entry) 条已记录")
        case .withdrawn(let entry): Wording(en: "taken back by entry \(entry)", zh: "已由第 \(entry) 条撤回")
        }
    }

    init(_ refusal: DrawRecord.Refusal) {
        switch refusal {
        case .otherOffice(let uscc): self = .notTheirs(uscc: uscc)
        case .notAuthority: self = .notAuthority
        case .otherDistrict(let scopes, let district): self = .otherDistrict(scopes: scopes, district: district)
        case .unreadable, .committedBefore, .notCommitted, .drawnBefore, .notDrawn, .outOfOrder, .otherCommitment:
            self = .unreadable
        }
    }
}
