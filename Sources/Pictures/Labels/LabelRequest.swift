public import Codes
import Values

/// One label that is asked for, by a row of a sheet's CSV or by hand.
public struct LabelRequest: Hashable, Sendable {
    public let written: String
    public let code: CanonicalCode
    public let productName: String
    /// Lines that were written beside the code.
    public let fields: [LabelField: String]
    /// Lines with titles of the file's own.
    public let others: [LabelContent.Line]
    /// How many equal labels.
    public let copies: Int
    /// Where the code stands in the file, from 1; without a file both are 1.
    public let line: Int
    public let column: Int

    public init(
        written: String, code: CanonicalCode, productName: String = "", fields: [LabelField: String] = [:],
        others: [LabelContent.Line] = [], copies: Int = 1, line: Int = 1, column: Int = 1
    ) {
        self.written = written
        self.code = code
        self.productName = productName
        self.fields = fields
        self.others = others
        self.copies = copies
        self.line = line
        self.column = column
    }
}

/// What a column of a sheet's CSV holds.
package enum SheetColumn: Hashable {
    case code, productName, copies
    case field(LabelField)
    /// A line whose title is the column's name.
    case other(String)
    /// A column without a name, as spreadsheets leave at the end: its cells must be empty.
    case unnamed
    /// A column whose name begins with `#`: what people write for one another.
    case remark

    /// The column of a header's word: its name, or what it is called in Chinese.
    package init(_ word: String) {
        let plain = word.halfWidth.lowercased()
        if plain.isEmpty {
            self = .unnamed
        } else if plain.hasPrefix("#") {
            self = .remark
        } else {
            self = Self.known[plain] ?? .other(word)
        }
    }

    /// Whether a day or a time may stand in it: of a column that a label does not know nobody can say.
    package var canBeMoment: Bool {
        switch self {
        case .code, .productName, .copies: false
        case .field(let field): [.productionDate, .bestBefore, .expiry].contains(field)
        case .other, .unnamed, .remark: true
        }
    }

    private static let known: [String: SheetColumn] = {
        var known: [String: SheetColumn] = [:]
        let words: [(SheetColumn, [String])] = [
            (.code, ["code", "编码", "追溯码", "溯源码", "代码", "条码", "商品编码"]),
            (.productName, ["productname", "product", "品名", "产品名称", "商品名称", "名称"]),
            (.copies, ["copies", "份数", "张数", "打印份数"]),
            (.field(.lotNo), ["lotno", "lot", "批号", "批次", "批次号", "生产批号"]),
            (.field(.productionDate), ["productiondate", "生产日期"]),
            (.field(.bestBefore), ["bestbefore", "保质期至"]), (.field(.expiry), ["expiry", "有效期至"]),
            (.field(.netContent), ["netcontent", "净含量"]), (.field(.serial), ["serial", "serialno", "序列号"]),
        ]
        for (column, names) in words {
            for name in names { known[name] = column }
        }
        return known
    }()
}
