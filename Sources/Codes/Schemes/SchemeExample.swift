import StrictJSON
import Values

/// A written code of a definition file with what must come of it; read when the file is loaded.
struct SchemeExample: Sendable {
    enum Outcome: Sendable {
        /// The canonical URI.
        case canonical(String)
        case error(CodeError.Reason)
    }

    let node: DefinitionNode
    let written: String
    let outcome: Outcome

    /// At least one code that is read and one that is refused; of a scheme with a check character, for that.
    static func checkKinds(
        _ examples: [SchemeExample], hasCheck: Bool, _ node: DefinitionNode
    ) throws(LocatedError) {
        let isRead = examples.contains { if case .canonical = $0.outcome { true } else { false } }
        let isRefused = examples.contains { example in
            guard case .error(let reason) = example.outcome else { return false }
            return !hasCheck || reason == .wrongCheckCharacter
        }
        guard isRead, isRefused else {
            throw node.error(
                Wording(
                    en:
                        "at least one example that is read and one that is refused\(hasCheck ? " for its check character" : "")",
                    zh: "至少应有一个可读的例子和一个\(hasCheck ? "因校验位错误而" : "")被拒的例子"))
        }
    }

    init(_ node: DefinitionNode) throws(LocatedError) {
        try node.checkMembers(["written", "canonical", "error"])
        self.node = node
        written = try node.required("written").string()
        if let error = node.optional("error") {
            guard node.optional("canonical") == nil else {
                throw node.error(
                    Wording(en: "either a canonical URI or an error", zh: "canonical 与 error 只能写一个"))
            }
            outcome = .error(try error.word(CodeError.Reason.self))
        } else {
            outcome = .canonical(try node.required("canonical").string())
        }
    }

    /// Throws where the reader does not give what the example says.
    func check(_ scheme: CodeScheme, with reader: CodeReader) throws(LocatedError) {
        let result = Result { () throws(CodeError) in
            try scheme.isBare ? reader.read(written) : reader.read(written, as: scheme.id)
        }
        switch (outcome, result) {
        case (.canonical(let uri), .success(let code)):
            guard code.uri == uri else { throw wrong("its canonical URI is \(code.uri)", "其规范 URI 为 \(code.uri)") }
            for (key, identity) in [(code.uri, code.key), (code.key, code.key)]
                + [code.lotKey, code.productKey].map({ ($0, $0) })
            {
                guard let key, (try? reader.read(key))?.key != identity else { continue }
                throw wrong("\(key) does not read back to itself", "\(key) 读回后不一致")
            }
        case (.error(let reason), .failure(let error)):
            guard error.reason == reason else {
                throw wrong(
                    "it is refused as \(error.reason): \(error.wording.en)",
                    "实际因 \(error.reason) 被拒：\(error.wording.zh)")
            }
        case (.canonical, .failure(let error)):
            throw wrong("it is refused: \(error.wording.en)", "实际被拒：\(error.wording.zh)")
        case (.error, .success(let code)):
            throw wrong("it is read as \(code.uri)", "实际读作 \(code.uri)")
        }
    }

    private func wrong(_ en: String, _ zh: String) -> LocatedError {
        node.error(Wording(en: "this example contradicts the scheme: \(en)", zh: "例子与定义不符：\(zh)"))
    }
}
