import Chains
import Codes
import CommandSupport
import EPCIS
import Profiles
import Values

// What an import says of rows and events that it refuses, leaves out or knows.

extension Wording {
    static func withdrawnSince(_ name: String) -> Wording {
        Wording(
            en: "this row was recorded as \(name) and withdrawn since: it does not count",
            zh: "此行已记录为 \(name)，其后已作废，现不计入")
    }
    static let recordAgain = Wording(
        en: "if it happened after all, --again records it once more; if it is wrong, take it out of the file",
        zh: "若确有其事，加 --again 可再次记录；若有误，请从文件中删去此行")
    static func otherEvent(_ name: String) -> Wording {
        Wording(
            en: "the journal has another event under the eventID \(name): one event has one name",
            zh: "日志中已有另一事件使用 eventID \(name)：一个事件只有一个名称")
    }
    static func otherEventHere(_ name: String) -> Wording {
        Wording(
            en: "another event brought before it has the eventID \(name): one event has one name",
            zh: "前面已有另一事件使用 eventID \(name)：一个事件只有一个名称")
    }
    static func sameEvent(as first: String?) -> Wording {
        Wording(
            en: "is the event of \(first ?? "a row before it") in other words: it is recorded once",
            zh: "与 \(first ?? "前面某行") 是同一事件，只是写法不同，只记录一次")
    }
    static func withdrawnBefore(_ name: String, by row: String?) -> Wording {
        Wording(
            en: "\(name) is withdrawn already\(row.map { " by \($0)" } ?? "")",
            zh: "\(name) 此前已作废\(row.map { "（\($0)）" } ?? "")")
    }
    static func replacedByNothing(_ name: String) -> Wording {
        Wording(
            en: "\(name) is named as what replaces the withdrawn event, and is no event of this journal",
            zh: "所写的替换事件 \(name) 不是本日志中的事件")
    }
    static func packedTwice(_ thing: String, _ package: String) -> Wording {
        Wording(
            en: "\(thing.shown) lies in \(package.shown) already: nothing lies in two packages",
            zh: "\(thing.shown) 已装在 \(package.shown) 中：一件物品不能同时在两个外包装内")
    }
    static let unpack = Wording(
        en: "record the unpacking first, or withdraw the packing that is wrong", zh: "请先记录拆箱，或作废有误的装箱记录")
    static func unitless(_ lot: CanonicalCode, _ elsewhere: Measure) -> Wording {
        let (name, other) = (Naming.name(of: lot), elsewhere.wording)
        return Wording(
            en: "the amount of \(name.en) has no unit, and elsewhere it is counted otherwise (\(other.en))",
            zh: "\(name.zh) 的数量没有单位，而其他记录以另一单位计（\(other.zh)）")
    }
    static let writeUnit = Wording(
        en: "write the unit beside the amount or in the column 单位; 件 where pieces are meant",
        zh: "请在数量后或“单位”列写明单位；确为件数的，请写 件")
    static func alike(_ name: String) -> Wording {
        Wording(
            en: "the journal has another record of the same time, step and goods, \(name): both will count",
            zh: "本日志中已有同一时间、环节和货物的另一条记录 \(name)：两条都会计入")
    }
    static func withdrawAlike(_ name: String) -> Wording {
        Wording(
            en: "where this row puts that one right, withdraw it: yima withdraw '\(name)' --reason 填错",
            zh: "如为更正，请作废原记录：yima withdraw '\(name)' --reason 填错")
    }
    static let withdrawnOnce = Wording(
        en: "an event is withdrawn once; leave this row out, or name the event that is meant",
        zh: "一个事件只需作废一次；请删去此行，或写明所指的事件")
    static let otherEvent = Wording(
        en:
            "if it is another event give it another eventID; if the first was wrong, withdraw that (yima withdraw) and give the right one "
            + "an eventID of its own",
        zh: "若为另一事件，请使用另一个 eventID；若前一事件有误，请先作废（yima withdraw），正确的事件另用新的 eventID")
    static let declaresNothing = Wording(
        en: "declares an error and names no event (eventID): it withdraws nothing",
        zh: "声明有误但未指明事件（eventID）：不会作废任何事件")
    static func recordAgain(_ count: Int) -> Wording {
        Wording(
            en: count == 1
                ? "It was withdrawn. Record it once more? [y/N]"
                : "These \(count.grouped) rows were withdrawn. Record them once more? [y/N]",
            zh: "以上 \(count.grouped) 行此前已作废，是否再次记录？[y/N]")
    }
    static let withdrawnHere = Wording(
        en: "known already, and withdrawn by another row of these files: it stays withdrawn",
        zh: "此前已有，且由本次文件中的另一行作废：仍为作废")
    static func sameRow(as first: String?) -> Wording {
        Wording(
            en: "says just what \(first ?? "a row before it") says: it is recorded once",
            zh: "与 \(first ?? "前面某行") 完全相同，只记录一次")
    }
    static let twoOfThem = Wording(
        en: "if there were two of them, write their sum in one row, or different times",
        zh: "如确有两笔，请合并数量写成一行，或写明不同时间")
    static let lookedAtWithoutBadRows = Wording(
        en: "the good rows were looked at without the bad ones, which may change what is found of them",
        zh: "上述核对未计入错误行，改正后结果可能不同")
}

extension EventSealer.Failure {
    var wording: Wording {
        switch self {
        case .tooMany(let count):
            Wording(
                en: "\(count) private values in one event; at most \(EPCISEvent.sealedCountMax) are allowed",
                zh: "一个事件有 \(count) 个私密信息，最多允许 \(EPCISEvent.sealedCountMax) 个")
        case .unusable(let element):
            Wording(
                en:
                    "\(element) is private and cannot be sealed: it must be a text, number or truth value of at most 5,000 bytes",
                zh: "\(element) 属私密信息，但无法密封：应为文本、数字或真假值，且不超过 5,000 字节")
        case .misspelt(let name, let pointer):
            Wording(
                en: "\(pointer): \(name) is the name of a private element but for capitals or its namespace, "
                    + "\(YimaContext.namespace): it would not be sealed",
                zh: "\(pointer)：\(name) 与私密数据项仅大小写或命名空间（\(YimaContext.namespace)）不同，将无法密封")
        case .nested(let element, let pointer):
            Wording(
                en: "\(pointer): \(element) is private and can be sealed only as a member of the event or of its ilmd",
                zh: "\(pointer)：\(element) 属私密信息，只能作为事件本身或其 ilmd 的成员才可密封")
        }
    }
}
