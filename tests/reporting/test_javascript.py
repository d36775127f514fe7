"""Modules of JavaScript as one program."""

import pytest

from hbvae.reporting.javascript import join_modules


@pytest.fixture
def join(tmp_path):
    """Join modules given by name, as text."""

    def join(**sources):
        paths = [tmp_path / f"{name}.js" for name in sources]
        for path, source in zip(paths, sources.values(), strict=True):
            path.write_text(source, encoding="utf-8")
        return join_modules(paths)

    return join


def test_a_module_follows_its_imports(join):
    joined = join(
        main='import { double } from "./numbers.js";\nimport {\n  show,\n} from "./page.js";\n'
        "show(double(2));\n",
        page='import { double } from "./numbers.js";\n'
        "export const show = (n) => alert(double(n));\n",
        numbers="// Numbers — é.\nexport function double(n) { return 2 * n; }\nlet n = 1;\n",
    )
    assert joined == (
        "// numbers.js\n// Numbers — é.\nfunction double(n) { return 2 * n; }\nlet n = 1;\n\n"
        "// page.js\nconst show = (n) => alert(double(n));\n\n"
        "// main.js\nshow(double(2));\n"
    )


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (
            {"main": 'import { f } from "./gone.js";\n'},
            "main.js imports from gone.js, which is not among the modules",
        ),
        (
            {"main": 'import { f, g } from "./a.js";\n', "a": "export let f;\nconst g = 1;\n"},
            "main.js imports g; a.js has no such export",
        ),
        (
            {"a": "const f = 1;\n", "b": "async function f() {}\n"},
            "a.js and b.js both declare f; rename one",
        ),
        (
            {
                "a": 'import { g } from "./b.js";\nexport const f = 1;\n',
                "b": 'import { f } from "./a.js";\nexport const g = 1;\n',
            },
            "modules import in a circle: ",
        ),
        (
            {"a": "export default 1;\n"},
            "a.js: this line cannot be joined: export default 1;",
        ),
        (
            {"a": 'import * as all from "./b.js";\n'},
            'a.js: this line cannot be joined: import * as all from "./b.js";',
        ),
        (
            {"a": 'const end = "</SCRIPT>";\n'},
            'a.js: this line cannot be joined: const end = "</SCRIPT>";',
        ),
    ],
)
def test_what_cannot_be_joined_is_refused(join, sources, message):
    with pytest.raises(ValueError) as problem:
        join(**sources)
    assert message in str(problem.value)
